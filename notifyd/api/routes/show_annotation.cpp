// GET /v1/accounts/{address}/metadata/{entry}?mailbox=NAME, GET /v1/metadata/{entry}: one annotation.

#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/annotations.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_annotation(const Services& services, Request request) {
  const auto place = co_await annotated_by(services, request);
  if (!place) co_return problem(place.error());
  const auto value =
      co_await services.store.metadata(place->account, place->mailbox, request.path.at("entry"));
  if (!value) co_return problem(value.error());
  if (!*value) co_return problem(404, "there is no such annotation");
  co_return json(boost::json::object{{"entry", base::text::lowered(request.path.at("entry"))},
                                     {"value", base::text::to_valid_utf8(**value)}});
}

}  // namespace

extern const Route show_annotation_route{.method = "GET",
                                         .pattern = "/v1/accounts/{address}/metadata/{entry}",
                                         .access = Access::account,
                                         .run = show_annotation};
extern const Route show_shared_annotation_route{.method = "GET",
                                                .pattern = "/v1/metadata/{entry}",
                                                .access = Access::administrator,
                                                .run = show_annotation};

}  // namespace notifyd::api
