// PUT /v1/accounts/{address}/metadata/{entry}?mailbox=NAME, PUT /v1/metadata/{entry}: sets an annotation.

#include <utility>

#include "notifyd/api/annotations.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> put_annotation(const Services& services, Request request) {
  for (const auto& [key, value] : request.body)
    if (key != "value")
      co_return problem(400, "an annotation has no member " + std::string(key) + ", only value: a string");
  if (!request.body.contains("value")) co_return problem(400, "value is missing: a string");
  auto value = text(request.body, "value");
  if (!value) co_return problem(value.error());
  co_return co_await set_annotation(services, request, std::move(*value));
}

}  // namespace

extern const Route put_annotation_route{.method = "PUT",
                                        .pattern = "/v1/accounts/{address}/metadata/{entry}",
                                        .access = Access::account,
                                        .run = put_annotation};
extern const Route put_shared_annotation_route{.method = "PUT",
                                               .pattern = "/v1/metadata/{entry}",
                                               .access = Access::administrator,
                                               .run = put_annotation};

}  // namespace notifyd::api
