// What the routes of dead letters share.

#include "notifyd/api/dead_letters.hpp"

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {

net::Task<Answer> change_dead_letter(const Services& services, Request request,
                                     store::Answer<std::monostate> (store::Outbox::*change)(std::int64_t)) {
  const auto id = base::text::number(request.path.at("id"));
  if (!id || *id > INT64_MAX) co_return problem(404, "there is no such dead letter");
  const auto done = co_await (services.outbox.*change)(static_cast<std::int64_t>(*id));
  if (!done) co_return problem(done.error());
  services.poke();
  co_return no_content();
}

}  // namespace notifyd::api
