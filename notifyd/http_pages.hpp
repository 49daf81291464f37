// What the HTTP listeners answer: the API, /metrics, /healthz and /readyz; and the API for the control
// socket.
#pragma once

#include <chrono>
#include <memory>

#include "net/http_server.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"
#include "notifyd/api/router.hpp"
#include "notifyd/numbers.hpp"
#include "store/store.hpp"

namespace notifyd {

/// /healthz says 200 while the process answers; /readyz only while the store does. Both and /metrics need no
/// token.
net::HttpHandler api_pages(const api::Router& router, Numbers& numbers, store::Store& store);

/// The API's routes as the administrator: whoever may open the socket (its mode) is one.
net::HttpHandler control_pages(const api::Router& router);

/// Serves one connection, under TLS if there is a context. `patience` is for each request.
net::Task<> serve_pages(std::unique_ptr<net::Stream> stream, net::TlsContext* tls, net::HttpHandler handler,
                        std::chrono::seconds patience);

}  // namespace notifyd
