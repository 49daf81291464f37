// A new password becomes a credential of the store.

#include "store/auth/set_password.hpp"

#include "net/on.hpp"

namespace store::auth {

Answer<std::monostate> set_password(Store& store, boost::asio::any_io_executor pool, PasswordOwner owner,
                                    std::string password, unsigned iterations) {
  auto work = [&password, iterations] { return make_verifier(password, iterations); };
  const auto verifier = co_await net::on(pool, work);
  if (!verifier) co_return verifier.error();
  Credential credential{.kind = owner.device ? Credential::Kind::device : Credential::Kind::password,
                        .account = owner.account,
                        .device = owner.device,
                        .verifier = to_text(*verifier)};
  auto put = co_await store.put_credential(std::move(credential));
  co_return put;
}

}  // namespace store::auth
