// GET /v1/outbox/dead: dead letters with their reasons, newest first (?before=ID&limit=N).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_dead_letters(const Services& services, Request request) {
  const auto limit = page_limit(request);
  if (!limit) co_return problem(limit.error());
  const auto before = rows_before(request);
  if (!before) co_return problem(400, "before must be the id of a dead letter");
  const auto letters = co_await services.outbox.dead_letters(*before, *limit);
  if (!letters) co_return problem(letters.error());
  boost::json::array items;
  for (const auto& letter : *letters)
    items.push_back(boost::json::object{{"id", letter.id},
                                        {"account", letter.account_address},
                                        {"kind", letter.kind},
                                        {"device", letter.device},
                                        {"reason", letter.reason},
                                        {"created", mail::rfc3339(letter.created)},
                                        {"died", mail::rfc3339(letter.died)},
                                        {"failures", letter.failures}});
  boost::json::object page{{"items", items}};
  if (letters->size() == *limit) page["next"] = letters->back().id;
  co_return json(page);
}

}  // namespace

extern const Route list_dead_letters_route{
    .method = "GET", .pattern = "/v1/outbox/dead", .access = Access::administrator, .run = list_dead_letters};

}  // namespace notifyd::api
