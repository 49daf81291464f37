// libcurl's easy handles, kept for the next request: making one costs more than a request on a warm
// connection.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <curl/curl.h>

namespace net {

struct FreeHandle {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using HttpHandle = std::unique_ptr<CURL, FreeHandle>;

/// Belongs to one thread. A handle that it gives has no option set, whatever the request before it set: no
/// header, credential, authority or callback. What a handle keeps of its past is what libcurl looks up by
/// host and options itself, its TLS sessions.
class HttpHandles {
 public:
  static constexpr std::size_t most = 64;

  /// Null if there is no memory for one.
  HttpHandle take();
  /// `used` has left its multi handle.
  void give_back(HttpHandle used);
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  std::vector<HttpHandle> kept_;
};

}  // namespace net
