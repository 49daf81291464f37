// Inbound HTTP/1.1 (RFC 9112) by Beast, over any Stream. Routes are the caller's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/stream.hpp"

namespace net {

struct HttpServerRequest {
  std::string method;
  std::string path;  ///< percent-decoded segments joined by '/', without the query; "" never
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  Peer peer;
  bool tls = false;
  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

struct HttpServerAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct HttpLimits {
  std::size_t header_octets = 16 * 1024;  ///< also for a chunk's extensions and for the trailer
  std::size_t body_octets = 1 << 20;
  std::chrono::seconds patience{30};  ///< for one request to arrive, and between two on one connection
};

using HttpHandler = std::function<Task<HttpServerAnswer>(HttpServerRequest)>;

/// Serves one connection until it ends: keep-alive, HEAD, 400/408/413/431 by itself.
Task<> serve_http(std::unique_ptr<Stream> stream, const HttpHandler& handler, HttpLimits limits);

}  // namespace net
