// docs/openapi.json describes exactly the routes that there are. (tests/e2e holds the answers of a server
// against it.)

#include <set>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/api/router.hpp"

namespace notifyd::api {
namespace {

const std::set<std::string> methods{"get", "put", "post", "patch", "delete"};

std::string access_name(Access access) {
  return access == Access::administrator ? "administrator" : access == Access::account ? "account" : "any";
}

TEST(OpenApiTest, DescribesExactlyTheRoutesThatThereAre) {
  const auto document = boost::json::parse(base::read_file(SOURCE_DIR "/docs/openapi.json"));
  std::set<std::string> described;
  for (const auto& [path, operations] : document.at("paths").as_object())
    for (const auto& [method, operation] : operations.as_object())
      if (methods.contains(std::string(method)))
        described.insert(base::text::uppered(method) + " " + std::string(path) + " " +
                         std::string(operation.at("x-access").as_string()));
  std::set<std::string> served;
  for (const auto* route : routes())
    served.insert(std::string(route->method) + " " + std::string(route->pattern) + " " +
                  access_name(route->access));
  EXPECT_EQ(described, served);
}

}  // namespace
}  // namespace notifyd::api
