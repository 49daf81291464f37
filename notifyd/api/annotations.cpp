// What the routes of annotations share (RFC 5464).

#include "notifyd/api/annotations.hpp"

#include <utility>

#include "notifyd/api/answers.hpp"

namespace notifyd::api {

net::Task<base::Result<Annotated>> annotated_by(const Services& services, const Request& request) {
  if (!request.account) co_return Annotated{};
  const auto name = query(request, "mailbox");
  if (name.empty()) co_return Annotated{.account = request.account->id, .mailbox = {}};
  const auto view = co_await services.store.mailbox(request.account->id, name);
  if (!view) co_return view.error();
  co_return Annotated{.account = request.account->id, .mailbox = view->mailbox.id};
}

net::Task<Answer> set_annotation(const Services& services, const Request& request,
                                 std::optional<std::string> value) {
  const auto place = co_await annotated_by(services, request);
  if (!place) co_return problem(place.error());
  store::SetMetadata change{.mailbox = place->mailbox,
                            .changes = {{.entry = request.path.at("entry"), .value = std::move(value)}}};
  const auto set = co_await services.store.mutate(place->account, std::move(change), "");
  if (!set) co_return problem(set.error());
  co_return no_content();
}

}  // namespace notifyd::api
