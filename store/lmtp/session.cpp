// One LMTP connection (RFC 2033): the verbs and the dialog are those of store/smtp.

#include "store/lmtp/session.hpp"

#include <utility>

#include "base/random.hpp"
#include "net/connection.hpp"
#include "store/smtp/session.hpp"

namespace store::lmtp {

net::Task<> serve(std::unique_ptr<net::Stream> stream, const smtp::Settings& settings,
                  const smtp::Service& service, base::Log log) {
  net::Connection connection(std::move(stream));
  smtp::Session session(connection, settings, service, smtp::lmtp,
                        log.with({"session", base::random_name().substr(0, 8)}));
  co_await session.run();
}

}  // namespace store::lmtp
