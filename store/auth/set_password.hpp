// Gives an account or one of its devices a password.
#pragma once

#include <optional>
#include <string>

#include "net/loops.hpp"
#include "store/auth/verifier.hpp"
#include "store/store.hpp"

namespace store::auth {

/// Whose password it is: the account's own, or that of `device`.
struct PasswordOwner {
  mail::AccountId account;
  std::optional<mail::DeviceId> device;
};

/// What Credential::verifier holds for `password`; "" for "". syntax: not a possible password (see
/// make_verifier). PBKDF2 runs on `pool`.
Answer<std::string> password_verifier(boost::asio::any_io_executor pool, std::string password,
                                      unsigned iterations = least_iterations);

/// Replaces the password of `owner`; logins with the old one fail from now on. syntax: not a possible
/// password (see make_verifier). PBKDF2 runs on `pool`.
Answer<std::monostate> set_password(Store& store, boost::asio::any_io_executor pool, PasswordOwner owner,
                                    std::string password, unsigned iterations = least_iterations);

}  // namespace store::auth
