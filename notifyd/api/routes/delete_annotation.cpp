// DELETE /v1/accounts/{address}/metadata/{entry}?mailbox=NAME, DELETE /v1/metadata/{entry}: takes an
// annotation away.

#include "notifyd/api/annotations.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_annotation(const Services& services, Request request) {
  const auto place = co_await annotated_by(services, request);
  if (!place) co_return problem(place.error());
  const auto there =
      co_await services.store.metadata(place->account, place->mailbox, request.path.at("entry"));
  if (!there) co_return problem(there.error());
  if (!*there) co_return problem(404, "there is no such annotation");
  co_return co_await set_annotation(services, request, std::nullopt);
}

}  // namespace

extern const Route delete_annotation_route{.method = "DELETE",
                                           .pattern = "/v1/accounts/{address}/metadata/{entry}",
                                           .access = Access::account,
                                           .run = delete_annotation};
extern const Route delete_shared_annotation_route{.method = "DELETE",
                                                  .pattern = "/v1/metadata/{entry}",
                                                  .access = Access::administrator,
                                                  .run = delete_annotation};

}  // namespace notifyd::api
