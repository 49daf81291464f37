// ADDRESS and ADDRESS/DEVICE.

#include "store/auth/login.hpp"

#include "base/text.hpp"

namespace store::auth {

std::string Login::text() const {
  return device ? address + "/" + *device : address;
}

Login parse_login(std::string_view text, std::string_view default_domain) {
  const std::size_t at = text.rfind('@');
  const std::size_t slash = text.find('/', at == std::string_view::npos ? 0 : at);
  Login login{.address = base::text::lowered(text.substr(0, slash))};
  if (slash != std::string_view::npos) login.device = std::string(text.substr(slash + 1));
  if (at == std::string_view::npos && !default_domain.empty() && !login.address.empty())
    login.address += "@" + base::text::lowered(default_domain);
  return login;
}

}  // namespace store::auth
