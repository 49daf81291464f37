// GET /v1/accounts/{address}/scripts/{name}: the text of one script, and when it failed last.

#include <cstddef>
#include <utility>

#include <boost/json/object.hpp>

#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/scripts.hpp"
#include "notifyd/filters/decision.hpp"

namespace notifyd::api {
namespace {

constexpr std::size_t looked_at = 1000;  ///< of the account's traces, the newest

boost::json::object to_json(const store::Traced& failure) {
  const auto& step = failure.trace.front();
  return {{"at", mail::rfc3339(step.at)}, {"modseq", failure.modseq.value}, {"text", step.text}};
}

net::Task<Answer> show_script(const Services& services, Request request) {
  const auto script = co_await services.store.script(request.account->id, request.path.at("name"));
  if (!script) co_return problem(script.error());
  auto failed = [name = script->name](const store::TraceStep& step) {
    return filters::tells_of_failure(step, name);
  };
  const auto failure = co_await services.store.last_step(request.account->id, looked_at, std::move(failed));
  if (!failure) co_return problem(failure.error());
  boost::json::object body{{"name", script->name}, {"active", script->active}};
  add_source(body, script->text);
  if (*failure) body["last_failure"] = to_json(**failure);
  co_return json(body);
}

}  // namespace

extern const Route show_script_route{.method = "GET",
                                     .pattern = "/v1/accounts/{address}/scripts/{name}",
                                     .access = Access::account,
                                     .run = show_script};

}  // namespace notifyd::api
