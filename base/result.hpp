// How a failure that a peer or a user can cause is returned.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace base {

/// Why a request could not be met. Each server maps these to its own wire codes in one table.
enum class Errc {
  syntax,          ///< what was sent is not in the grammar
  denied,          ///< known, but not allowed
  not_found,       ///< no such account, mailbox, message, script, device
  already_exists,  ///< the name is taken
  over_quota,      ///< a limit of the account is reached
  too_large,       ///< a limit of the protocol or the configuration is exceeded
  unsupported,     ///< well-formed, and not in this server
  conflict,        ///< what the caller relied on has changed; run again from fresh values
  too_old,         ///< asked for history that is no longer kept
  no_space,        ///< the disk is full
  try_later,       ///< a passing condition
  gone,            ///< the peer closed the connection
  timed_out,       ///< a deadline has passed
};

/// A failure that a peer or a user can cause. `text` may be shown to them; it never holds a secret.
struct Error {
  Errc code = Errc::try_later;
  std::string text;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location& /*where*/) {
  throw std::logic_error("value() of a failed Result: " + error.text);
}

/// A value, or the Error that stands in its place. The attribute makes dropping one a warning, which is an
/// error here.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
 public:
  using boost::system::result<T, Error>::result;
};

/// `return base::fail(Errc::not_found, "no such mailbox");` converts to any Result.
inline Error fail(Errc code, std::string text) {
  return Error{code, std::move(text)};
}

}  // namespace base
