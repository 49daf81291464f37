// GET /v1/accounts/{address}/metadata?mailbox=NAME: annotations of a mailbox, or without one of the server;
// GET /v1/metadata: what everybody shares of the server (RFC 5464).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/annotations.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_annotations(const Services& services, Request request) {
  const auto place = co_await annotated_by(services, request);
  if (!place) co_return problem(place.error());
  const auto annotations = co_await services.store.annotations(place->account, place->mailbox);
  if (!annotations) co_return problem(annotations.error());
  boost::json::array items;
  for (const auto& annotation : *annotations)
    items.push_back(boost::json::object{{"entry", annotation.entry},
                                        {"value", base::text::to_valid_utf8(annotation.value)}});
  co_return json(boost::json::object{{"items", items}});
}

}  // namespace

extern const Route list_annotations_route{.method = "GET",
                                          .pattern = "/v1/accounts/{address}/metadata",
                                          .access = Access::account,
                                          .run = list_annotations};
extern const Route list_shared_annotations_route{
    .method = "GET", .pattern = "/v1/metadata", .access = Access::administrator, .run = list_annotations};

}  // namespace notifyd::api
