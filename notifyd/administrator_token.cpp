// The administrator's Bearer token of the HTTP API.

#include "notifyd/administrator_token.hpp"

#include "base/folder.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace notifyd {

std::string administrator_token(const std::filesystem::path& data_dir) {
  const auto file = data_dir / "admin-token";
  if (std::filesystem::exists(file)) return std::string(base::text::trimmed(base::read_file(file)));
  auto token = "nfa_" + base::text::base64url(base::random_octets(32));
  base::write_file(file, token + "\n");
  return token;
}

}  // namespace notifyd
