// The name that somebody logs in with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace store::auth {

/// ADDRESS, or ADDRESS/DEVICE for a device with its own password.
struct Login {
  std::string address;                ///< lower case
  std::optional<std::string> device;  ///< its name, as written
  /// As it was parsed; the key under which the brake counts.
  [[nodiscard]] std::string text() const;
  bool operator==(const Login&) const = default;
};

/// Never fails: what is no address names nobody. A name without '@' gets `default_domain`, if that is not
/// empty. A '/' separates a device only behind the '@', since local parts may hold one (RFC 5322
/// section 3.2.3).
Login parse_login(std::string_view text, std::string_view default_domain = {});

}  // namespace store::auth
