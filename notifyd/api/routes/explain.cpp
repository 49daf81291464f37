// GET /v1/accounts/{address}/explain?mailbox=INBOX&uid=N or ?modseq=N: what was decided for a message, then;
// with &now=true also what would be decided today.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

/// The modseq that the query names: directly, or by the message that came with it.
net::Task<base::Result<mail::ModSeq>> modseq_of(const Services& services, const Request& request) {
  if (const auto modseq = base::text::number(query(request, "modseq"))) co_return mail::ModSeq{*modseq};
  const auto uid = base::text::number(query(request, "uid"));
  const auto mailbox = query(request, "mailbox");
  if (!uid || *uid > UINT32_MAX)
    co_return base::fail(base::Errc::syntax, "give ?mailbox=NAME&uid=N, or ?modseq=N");
  co_return co_await services.store.arrival(request.account->id, mailbox.empty() ? "INBOX" : mailbox,
                                            mail::Uid{static_cast<std::uint32_t>(*uid)});
}

boost::json::array to_json(const store::Trace& trace) {
  boost::json::array steps;
  for (const auto& step : trace)
    steps.push_back(boost::json::object{
        {"at", mail::rfc3339(step.at)}, {"device", step.device}, {"stage", step.stage}, {"text", step.text}});
  return steps;
}

net::Task<Answer> explain(const Services& services, Request request) {
  const auto now = query(request, "now");
  if (!now.empty() && now != "true" && now != "false") co_return problem(400, "now must be true or false");
  const auto modseq = co_await modseq_of(services, request);
  if (!modseq) co_return problem(modseq.error());
  const auto trace = co_await services.store.trace(request.account->id, *modseq);
  if (!trace) co_return problem(trace.error());
  boost::json::object body{{"modseq", modseq->value}, {"steps", to_json(*trace)}};
  if (now == "true") {
    const auto today = co_await services.evaluate_today(request.account->id, *modseq);
    if (!today) co_return problem(today.error());
    body["now"] = to_json(*today);
  }
  co_return json(body);
}

}  // namespace

extern const Route explain_route{
    .method = "GET", .pattern = "/v1/accounts/{address}/explain", .access = Access::account, .run = explain};

}  // namespace notifyd::api
