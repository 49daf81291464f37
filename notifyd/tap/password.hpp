// The password file of a tap.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "notifyd/settings.hpp"

namespace notifyd::tap {

/// Of the login for `account`, from the text of the file: with a master user its first line; else the line
/// `account:password`, or for a tap of one account a single line that is the password. not_found.
base::Result<std::string> password_in(std::string_view text, const TapSettings& tap,
                                      const std::string& account);

/// Reads the file; blocks. not_found.
base::Result<std::string> password_for(const TapSettings& tap, const std::string& account);

}  // namespace notifyd::tap
