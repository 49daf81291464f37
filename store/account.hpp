// Accounts, their credentials, scripts and devices, as values.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/octets.hpp"
#include "mail/ids.hpp"
#include "mail/subscription.hpp"

namespace store {

struct Domain {
  std::string name;               ///< lower case
  bool creates_accounts = false;  ///< a first delivery or login makes the account
};

struct Account {
  mail::AccountId id;
  std::string address;               ///< primary, local@domain, lower case
  std::vector<std::string> aliases;  ///< further addresses, lower case
  base::ByteCount quota = 0;         ///< 0: none
  base::ByteCount used = 0;
  bool enabled = true;
  mail::ModSeq head;  ///< of its last change
  base::Time created;

  /// Lower case.
  [[nodiscard]] bool has(const std::string& any_address) const {
    return any_address == address || std::find(aliases.begin(), aliases.end(), any_address) != aliases.end();
  }
};

/// What a login is checked against; hashed, never the secret itself.
struct Credential {
  enum class Kind : std::uint8_t {
    password = 0,   ///< the account's own
    device = 1,     ///< of one device, login ADDRESS/DEVICE
    api_token = 2,  ///< Bearer of the HTTP API
  };
  Kind kind = Kind::password;
  mail::AccountId account;
  std::optional<mail::DeviceId> device;
  std::string
      verifier;  ///< password, device: SCRAM verifiers (store/auth); api_token: hex SHA-256 of the token
};

struct Script {
  std::string name;  ///< UTF-8, RFC 5804 section 1.6
  std::string text;
  bool active = false;
  mail::ModSeq modseq;
};

/// How a device is reached. `address` and `secret` mean what the kind says (the table of connectors).
/// Encrypted in the database, clear here.
struct Channel {
  std::string kind;
  std::string address;
  std::string secret;
  std::string extra;  ///< what the connector remembers of the registration (Web Push: the VAPID public key)
  bool operator==(const Channel&) const = default;
};

struct Device {
  mail::DeviceId id;
  mail::AccountId account;
  std::string name;                ///< 1 to 64 of A-Z a-z 0-9 . _ -, unique in the account
  std::optional<Channel> channel;  ///< none: hears in band only
  mail::Subscription subscription;
  mail::Content content = mail::Content::wake;
  std::optional<mail::QuietHours> quiet_hours;
  base::Time created;
  std::string retired;  ///< why it is not pushed to any more, "" while it is
  bool operator==(const Device&) const = default;
};

}  // namespace store
