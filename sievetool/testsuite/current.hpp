// The message that scripts see, with its envelope.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mail/envelope.hpp"
#include "mail/flags.hpp"
#include "sieve/action.hpp"
#include "sieve/run.hpp"
#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

/// An SMTP path, with or without angle brackets and source route; null for "" and "<>". Nothing: no path.
/// Dots at the ends and in a row of a local part are let through, as real mail has them.
std::optional<mail::Address> parse_path(std::string_view text);

/// The environment that it gives lives as long as this and follows it, so that a script that is running sees
/// the change.
class Current {
 public:
  /// There is a message before the first is set.
  Current();
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;
  ~Current() = default;

  /// The envelope is derived from the header: Return-Path, Sender, From; Envelope-To, To.
  void take(sieve::Edited message, const mail::Flags& flags = {});
  /// With the envelope that it was sent with.
  void take(sieve::Edited message, const mail::Address& sender, const mail::Address& recipient);
  /// One of from, to, orig_to, auth. False if the value is no path; the member is then absent.
  bool set(std::string_view member, std::string_view value);

  /// As it came, without the edits of scripts.
  [[nodiscard]] const sieve::Edited& message() const { return message_; }
  [[nodiscard]] const sieve::Environment& environment();
  /// What begins the detail of an address, the user's own address, and items of the environment.
  void configure(const Settings& settings);
  [[nodiscard]] const mail::Address& sender() const { return envelope_.sender; }
  [[nodiscard]] const mail::Address& recipient() const { return environment_.recipient; }
  [[nodiscard]] const mail::Address& original_recipient() const { return environment_.original_recipient; }

 private:
  void recipient(const mail::Address& address);

  sieve::Edited message_;
  mail::Flags flags_;
  mail::Envelope envelope_;
  std::string separators_ = "+";
  std::map<std::string, std::string, std::less<>> items_;
  sieve::Environment environment_;
};

}  // namespace sievetool::testsuite
