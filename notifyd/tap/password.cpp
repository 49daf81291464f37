// The password file of a tap: read at each login, so that a change needs no restart.

#include "notifyd/tap/password.hpp"

#include <fstream>
#include <iterator>
#include <vector>

#include "base/text.hpp"

namespace notifyd::tap {

using base::Errc;

base::Result<std::string> password_in(std::string_view text, const TapSettings& tap,
                                      const std::string& account) {
  std::vector<std::string_view> lines;
  for (std::string_view line : base::text::split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
  }
  const std::string named = account + ":";
  if (tap.master_user.empty())
    for (const std::string_view line : lines)
      if (base::text::starts_with_ignoring_case(line, named)) return std::string(line.substr(named.size()));
  const bool is_whole_line = !tap.master_user.empty() || (tap.accounts.size() == 1 && lines.size() == 1);
  if (is_whole_line && !lines.empty()) return std::string(lines.front());
  return base::fail(Errc::not_found,
                    "no password for " + account + " in " + tap.password_file.string() +
                        (tap.master_user.empty() ? "; write a line ADDRESS:PASSWORD" : "; it is empty"));
}

base::Result<std::string> password_for(const TapSettings& tap, const std::string& account) {
  std::ifstream file(tap.password_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return base::fail(Errc::not_found, "cannot read " + tap.password_file.string());
  return password_in(text, tap, account);
}

}  // namespace notifyd::tap
