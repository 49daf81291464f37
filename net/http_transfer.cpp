// One outgoing HTTP exchange as libcurl sees it.

#include "net/http_transfer.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <sys/socket.h>

#include "base/text.hpp"
#include "net/address.hpp"

namespace net {
namespace {

constexpr std::size_t header_limit_octets = 64 * 1024;

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

base::Errc errc_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return base::Errc::timed_out;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_LOGIN_DENIED:  // a user name in the URL
      return base::Errc::syntax;
    default:
      return base::Errc::gone;
  }
}

}  // namespace

base::Result<void> check_request(const HttpRequest& request) {
  using base::text::starts_with_ignoring_case;
  if (!starts_with_ignoring_case(request.url, "http://") &&
      !starts_with_ignoring_case(request.url, "https://"))
    return base::fail(base::Errc::syntax, "not an http or https URL");
  // curl reads the URL as a C string, and we must not check one text and send another.
  if (std::ranges::any_of(request.url,
                          [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }))
    return base::fail(base::Errc::syntax, "the URL holds a space or a control character");
  if (!is_token(request.method)) return base::fail(base::Errc::syntax, "not an HTTP method");
  for (const auto& [name, value] : request.headers)
    if (!is_token(name) || !is_field_value(value))
      return base::fail(base::Errc::syntax,
                        "the header '" + base::text::to_valid_utf8(name) + "' cannot be sent");
  return {};
}

HttpTransfer::HttpTransfer(HttpRequest request, const MayConnect& may_connect)
    : request_(std::move(request)), may_connect_(may_connect) {
  make_header_list();
}

void HttpTransfer::begin(HttpHandle handle) {
  easy_ = std::move(handle);
  set_request();
  set_security();
  curl_easy_setopt(easy_.get(), CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_.get(), CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy_.get(), CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_.get(), CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy_.get(), CURLOPT_WRITEDATA, this);
}

void HttpTransfer::set_request() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max<long>(1, static_cast<long>(request_.patience.count())));
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "notifyd");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);  // share one HTTP/2 connection rather than open many
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request_.method == "GET" && request_.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
}

void HttpTransfer::make_header_list() {
  std::vector<std::string> lines{"Expect:"};  // a name without value takes out what curl would add to a POST
  const bool typed = std::ranges::any_of(request_.headers, [](const auto& header) {
    return base::text::same_ignoring_case(header.first, "content-type");
  });
  if (!typed) lines.emplace_back("Content-Type:");
  for (const auto& [name, value] : request_.headers)
    lines.push_back(value.empty() ? name + ";" : name + ": " + value);
  for (const auto& line : lines) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)headers_.release();  // NOLINT(bugprone-unused-return-value): a part of the longer list
    headers_.reset(longer);
  }
}

void HttpTransfer::set_security() {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // none, whatever the environment says
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a name lookup that hangs is left behind, not waited for
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!request_.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, request_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  }
  if (!request_.unix_socket.empty()) {
    curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request_.unix_socket.c_str());
    return;  // no IP address that could be refused
  }
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

curl_socket_t HttpTransfer::on_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  SocketAddress target;
  target.length = std::min<socklen_t>(address->addrlen, sizeof target.storage);
  std::memcpy(&target.storage, &address->addr, target.length);
  if (target.family() != AF_INET && target.family() != AF_INET6) return CURL_SOCKET_BAD;
  if (transfer.may_connect_ && !transfer.may_connect_(text_of(target), port_of(target))) {
    transfer.denied_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t HttpTransfer::on_header(char* octets, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::string_view line(octets, size * count);
  transfer.header_octets_ += line.size();
  if (transfer.header_octets_ > header_limit_octets) return 0;
  // An interim answer (100, 103) comes before the real one: its headers do not count.
  if (line.starts_with("HTTP/")) transfer.answer_.headers.clear();
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && !line.starts_with("HTTP/"))
    transfer.answer_.headers.emplace_back(base::text::lowered(line.substr(0, colon)),
                                          std::string(base::text::trimmed(line.substr(colon + 1))));
  return line.size();
}

std::size_t HttpTransfer::on_body(char* octets, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<HttpTransfer*>(self);
  const std::string_view part(octets, size * count);
  auto& body = transfer.answer_.body;
  body += part.substr(0, transfer.request_.answer_limit - body.size());
  if (body.size() < transfer.request_.answer_limit) return part.size();
  transfer.body_cut_ = true;
  return 0;  // ends the exchange: whoever sends more than we keep is not listened to for `patience`
}

void HttpTransfer::finish(CURLcode code) {
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && body_cut_)) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    answer_.status = static_cast<int>(status);
    outcome = std::move(answer_);
  } else if (denied_ && (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)) {
    outcome = base::fail(base::Errc::denied, "the address of this URL may not be connected to");
  } else {
    outcome = base::fail(errc_of(code), curl_easy_strerror(code));
  }
}

}  // namespace net
