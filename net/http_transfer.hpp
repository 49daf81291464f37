// One outgoing HTTP exchange as libcurl sees it.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <curl/curl.h>

#include "net/http_client.hpp"
#include "net/http_handles.hpp"

namespace net {

/// Why the request cannot be sent, if so: the URL's scheme, the method, or a header that would split it.
base::Result<void> check_request(const HttpRequest& request);

/// Made by the coroutine that sends, then touched by the client's thread alone until `resume` has been
/// called.
class HttpTransfer {
 public:
  /// `may_connect` must outlive it.
  HttpTransfer(HttpRequest request, const MayConnect& may_connect);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;
  ~HttpTransfer() = default;

  /// Sets on `handle` all that libcurl needs to know; the handle has no option set.
  void begin(HttpHandle handle);
  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  /// Turns libcurl's verdict into `outcome`.
  void finish(CURLcode code);
  /// The handle, once it has left the multi handle.
  HttpHandle end() { return std::move(easy_); }

  base::Result<HttpAnswer> outcome = base::fail(base::Errc::gone, "the HTTP client has ended");
  std::function<void()> resume;

 private:
  void set_request();
  void set_security();
  void make_header_list();
  static std::size_t on_header(char* octets, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  struct Free {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  HttpRequest request_;
  const MayConnect& may_connect_;
  std::unique_ptr<curl_slist, Free> headers_;
  HttpAnswer answer_;
  std::size_t header_octets_ = 0;
  bool body_cut_ = false;  ///< the limit was reached: the answer is complete as far as it goes
  bool denied_ = false;    ///< may_connect refused an address
  HttpHandle easy_;
};

}  // namespace net
