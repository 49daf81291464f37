// What the routes of Sieve scripts share.

#include "notifyd/api/scripts.hpp"

#include "notifyd/api/answers.hpp"

namespace notifyd::api {

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
