// What the routes of dead letters and of queued mails share.

#include "notifyd/api/outbox_rows.hpp"

#include "base/text.hpp"
#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {

std::optional<std::int64_t> row_id(const Request& request) {
  const auto id = base::text::number(request.path.at("id"));
  if (!id || *id > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(*id);
}

std::optional<std::int64_t> rows_before(const Request& request) {
  const auto asked = query(request, "before");
  if (asked.empty()) return INT64_MAX;
  const auto before = base::text::number(asked);
  if (!before || *before > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(*before);
}

net::Task<Answer> change_row(const Services& services, Request request,
                             store::Answer<std::monostate> (store::Outbox::*change)(std::int64_t)) {
  const auto id = row_id(request);
  if (!id) co_return problem(404, "there is no such row in the outbox");
  const auto done = co_await (services.outbox.*change)(*id);
  if (!done) co_return problem(done.error());
  services.poke();
  co_return no_content();
}

boost::json::object to_json(const store::QueuedMail& queued) {
  const char* state = !queued.due ? "dead" : queued.leased ? "sending" : "waiting";
  boost::json::object out{{"id", queued.id},
                          {"account", queued.account_address},
                          {"state", state},
                          {"cause", queued.mail.cause},
                          {"sender", queued.mail.sender.text()},
                          {"recipient", queued.mail.recipient.text()},
                          {"octets", queued.octets},
                          {"log_id", queued.mail.log_id},
                          {"created", mail::rfc3339(queued.created)},
                          {"failures", queued.failures},
                          {"reason", queued.reason}};
  if (queued.due && !queued.leased) out["next_try"] = mail::rfc3339(*queued.due);
  return out;
}

}  // namespace notifyd::api
