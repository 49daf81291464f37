// GET /v1/accounts/{address}/scripts/{name}: the text of one script, and when it failed last.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/scripts.hpp"
#include "notifyd/filters/decision.hpp"

namespace notifyd::api {
namespace {

constexpr std::size_t looked_at = 1000;  ///< of the account's traces, the newest

boost::json::object to_json(mail::ModSeq modseq, const store::TraceStep& failure) {
  return {{"at", mail::rfc3339(failure.at)}, {"modseq", modseq.value}, {"text", failure.text}};
}

/// Traces grow when scripts of IMAP events run over older messages, so the newest failure may stand in any.
std::optional<boost::json::object> last_failure(const std::vector<store::Traced>& traces,
                                                const std::string& script) {
  const store::TraceStep* last = nullptr;
  mail::ModSeq modseq;
  for (const store::Traced& traced : traces)
    for (const store::TraceStep& step : traced.trace)
      if (filters::tells_of_failure(step, script) && (last == nullptr || step.at > last->at)) {
        last = &step;
        modseq = traced.modseq;
      }
  return last == nullptr ? std::nullopt : std::optional(to_json(modseq, *last));
}

net::Task<Answer> show_script(const Services& services, Request request) {
  const auto script = co_await services.store.script(request.account->id, request.path.at("name"));
  if (!script) co_return problem(script.error());
  const auto traces = co_await services.store.traces(request.account->id, looked_at);
  if (!traces) co_return problem(traces.error());
  boost::json::object body{{"name", script->name}, {"active", script->active}};
  add_source(body, script->text);
  if (auto failure = last_failure(*traces, script->name)) body["last_failure"] = std::move(*failure);
  co_return json(body);
}

}  // namespace

extern const Route show_script_route{.method = "GET",
                                     .pattern = "/v1/accounts/{address}/scripts/{name}",
                                     .access = Access::account,
                                     .run = show_script};

}  // namespace notifyd::api
