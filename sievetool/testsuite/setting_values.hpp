// Values of settings, as Dovecot writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sievetool::testsuite {

/// Octets, or a plain number; k, M and G multiply.
std::optional<std::uint64_t> amount(std::string_view text);

/// Seconds: `30s`, `5m`, `2h`, `7d`, `1w`, or a bare number of them.
std::optional<std::uint64_t> seconds(std::string_view text);

/// Is it `yes`, in any case of letters?
bool is_yes(std::string_view text);

/// The words of a list, separated by blanks.
std::vector<std::string_view> words(std::string_view text);

/// Names that a list leaves of `all`: if each begins with `+` or `-`, those are added to and taken away from
/// all, else they are all there are. "": all.
std::vector<std::string> chosen(std::string_view list, const std::vector<std::string>& all);

}  // namespace sievetool::testsuite
