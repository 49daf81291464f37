// The method https: posts the notification to a URL (RFC 9110 section 4.2.2). Whoever knows the URL can post
// there as well, so it should be one that cannot be guessed; a device with a webhook is told who sends.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "sieve/uri.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_url = 2000;  // octets

/// A host, and behind a colon a port.
bool is_authority(std::string_view text) {
  const auto bracket = text.rfind(']');  // of an IPv6 address
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return !text.empty();
  const auto port = base::text::number(text.substr(colon + 1));
  return colon > 0 && port && *port > 0 && *port < 65536;
}

/// The authority of the URL, "" if it has none or names a user.
std::string_view host_of(std::string_view url) {
  constexpr std::string_view begin = "https://";
  if (!base::text::same_ignoring_case(url.substr(0, begin.size()), begin)) return {};
  url.remove_prefix(begin.size());
  const auto authority = url.substr(0, url.find_first_of("/?#"));
  return authority.find('@') == std::string_view::npos ? authority : std::string_view();
}

std::optional<std::string> fault(std::string_view uri) {
  const bool printable =
      std::ranges::all_of(uri, [](char c) { return c > 32 && c < 127 && c != '"' && c != '<' && c != '>'; });
  if (uri.size() <= longest_url && printable && percent_decoded(uri) && is_authority(host_of(uri)))
    return std::nullopt;
  return "\"" + std::string(uri) + "\" is no URL of a host, as https://push.example/room is";
}

const char* prepare(Run& run, Notify& notify) {
  notify.endpoints = {notify.method.substr(0, notify.method.find('#'))};
  return drop_notified(run.actions(), notify);
}

}  // namespace

extern const Method https_method{.scheme = "https", .fault = fault, .prepare = prepare};

}  // namespace sieve
