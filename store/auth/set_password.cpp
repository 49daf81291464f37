// A new password becomes a credential of the store.

#include "store/auth/set_password.hpp"

#include "net/on.hpp"

namespace store::auth {

Answer<std::string> password_verifier(boost::asio::any_io_executor pool, std::string password,
                                      unsigned iterations) {
  if (password.empty()) co_return std::string();
  auto work = [&password, iterations] { return make_verifier(password, iterations); };
  const auto verifier = co_await net::on(pool, work);
  if (!verifier) co_return verifier.error();
  co_return to_text(*verifier);
}

Answer<std::monostate> set_password(Store& store, boost::asio::any_io_executor pool, PasswordOwner owner,
                                    std::string password, unsigned iterations) {
  if (password.empty()) co_return base::fail(base::Errc::syntax, "a password cannot be empty");
  auto verifier = co_await password_verifier(pool, std::move(password), iterations);
  if (!verifier) co_return verifier.error();
  Credential credential{.kind = owner.device ? Credential::Kind::device : Credential::Kind::password,
                        .account = owner.account,
                        .device = owner.device,
                        .verifier = std::move(*verifier)};
  auto put = co_await store.put_credential(std::move(credential));
  co_return put;
}

}  // namespace store::auth
