// The LMTP server (RFC 2033).
#pragma once

#include <memory>

#include "base/log.hpp"
#include "net/stream.hpp"
#include "net/task.hpp"
#include "store/smtp/service.hpp"
#include "store/smtp/settings.hpp"

namespace store::lmtp {

/// Serves one connection to its end; what net::Listener calls. `settings` and `service` outlive it.
net::Task<> serve(std::unique_ptr<net::Stream> stream, const smtp::Settings& settings,
                  const smtp::Service& service, base::Log log);

}  // namespace store::lmtp
