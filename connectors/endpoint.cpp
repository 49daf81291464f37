// URLs that users register as push endpoints (RFC 3986 section 3, RFC 6454 section 6.2).

#include "connectors/endpoint.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace connectors {
namespace {

constexpr std::size_t longest_url = 2048;

struct Authority {
  std::string host;
  std::string port;  ///< "" if absent
};

std::optional<Authority> split_authority(std::string_view text) {
  const bool literal = text.starts_with('[');  // RFC 3986 section 3.2.2: IPv6 in brackets
  const auto host_end = literal ? text.find(']') : text.find(':');
  if (literal && host_end == std::string_view::npos) return std::nullopt;
  const auto end = literal ? host_end + 1 : std::min(host_end, text.size());
  Authority parts{base::text::lowered(text.substr(0, end)), ""};
  std::string_view rest = text.substr(end);
  if (!rest.empty()) {
    if (rest.front() != ':') return std::nullopt;
    rest.remove_prefix(1);
    const auto port = base::text::number(rest);
    if (!port || *port == 0 || *port > 65535) return std::nullopt;
    parts.port = std::to_string(*port);
  }
  if (parts.host.empty()) return std::nullopt;
  return parts;
}

/// RFC 3986 section 2. The backslash above all: some programs take it for a slash, and see another host than
/// we do.
bool is_url_character(char c) {
  return c > 0x20 && c < 0x7F && std::string_view(R"(\"<>^`{|})").find(c) == std::string_view::npos;
}

bool is_host_character(char c) {
  return base::text::is_alpha(c) || base::text::is_digit(c) ||
         std::string_view("-._[]:").find(c) != std::string_view::npos;
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view url, bool allow_http) {
  using base::Errc;
  if (url.size() > longest_url) return base::fail(Errc::too_large, "the URL is longer than 2048 octets");
  if (!std::ranges::all_of(url, is_url_character))
    return base::fail(Errc::syntax, "the URL holds a character that must be percent-encoded");
  const bool https = base::text::starts_with_ignoring_case(url, "https://");
  const bool http = base::text::starts_with_ignoring_case(url, "http://");
  if (!https && !(http && allow_http)) return base::fail(Errc::syntax, "the URL must begin with https://");
  if (url.find('#') != std::string_view::npos)
    return base::fail(Errc::syntax, "the URL must have no fragment");
  const auto rest = url.substr(https ? 8 : 7);
  const auto authority = rest.substr(0, rest.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos)
    return base::fail(Errc::syntax, "the URL must hold no user name");
  const auto parts = split_authority(authority);
  if (!parts || !std::ranges::all_of(parts->host, is_host_character))
    return base::fail(Errc::syntax, "the URL has no usable host");
  const std::string usual = https ? "443" : "80";
  const std::string port = parts->port.empty() ? usual : parts->port;
  return Endpoint{
      .origin = (https ? "https://" : "http://") + parts->host + (port == usual ? "" : ":" + port),
      .host = parts->host + ":" + port};
}

std::string endpoint_host(std::string_view url, bool allow_http) {
  const auto endpoint = parse_endpoint(url, allow_http);
  return endpoint ? endpoint->host : "";
}

}  // namespace connectors
