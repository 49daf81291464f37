// What the routes of Sieve scripts share.

#include "notifyd/api/scripts.hpp"

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {

base::Result<std::string> source_of(const boost::json::object& body) {
  auto source = text(body, "text");
  auto encoded = text(body, "text_base64");
  if (!source) return source.error();
  if (!encoded) return encoded.error();
  if (!source->empty() && !encoded->empty())
    return base::fail(base::Errc::syntax, "text and text_base64: one of them");
  if (!encoded->empty()) {
    const auto octets = base::text::from_base64(*encoded);
    if (!octets) return base::fail(base::Errc::syntax, "text_base64 is no base64");
    source->assign(octets->begin(), octets->end());
  }
  if (source->empty()) return base::fail(base::Errc::syntax, "text is missing, or empty");
  return source;
}

void add_source(boost::json::object& body, const std::string& source) {
  if (base::text::is_utf8(source))
    body["text"] = source;
  else
    body["text_base64"] = base::text::base64(source);
}

net::Task<Answer> change_script(const Services& services, Request request, store::ScriptChange change) {
  change.name = request.path.at("name");
  const auto done =
      co_await services.store.put_script(request.account->id, std::move(change), services.script_limits);
  // The active script is not denied to its owner: it stands in the way.
  if (!done && done.error().code == base::Errc::denied) co_return problem(409, done.error().text);
  if (!done) co_return problem(done.error());
  co_return no_content();
}

}  // namespace notifyd::api
