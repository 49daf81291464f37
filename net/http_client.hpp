// Outbound HTTP/1.1 and HTTP/2 through libcurl's multi interface in a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/task.hpp"

namespace net {

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>>
      headers;  ///< refused if a name or value holds CR, LF or NUL
  std::string body;
  std::chrono::milliseconds patience{10000};  ///< for the whole exchange, name lookup included
  std::string ca_file;                        ///< trust instead of the system's authorities, "" for those
  std::string unix_socket;                    ///< connect to this path instead of the URL's host, "" for that
  std::size_t answer_limit = 64 * 1024;       ///< octets of the answer's body that are kept
};

struct HttpAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;                                          ///< at most `answer_limit`, the rest is dropped
  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
  /// Retry-After (RFC 9110 section 10.2.3) as seconds or date, at most one day.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const;
};

/// Says whether a connection to this address may be made; asked about the address actually connected to.
using MayConnect = std::function<bool(const std::string& ip_address, std::uint16_t port)>;

/// Refuses loopback, link-local, private, multicast, unspecified and their IPv4-mapped forms.
bool is_public_address(const std::string& ip_address);

/// Shared by all connectors; pools connections. No redirects are followed, no proxy is taken from the
/// environment. Its destructor ends what is under way with gone; it goes before the Loops object.
class HttpClient {
 public:
  explicit HttpClient(MayConnect may_connect);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// From any loop; resumes the caller on its own. denied: the address is not allowed; gone: not reached;
  /// timed_out; syntax: not a http or https URL, or a header that cannot be sent.
  Task<base::Result<HttpAnswer>> send(HttpRequest request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
