// docs/openapi.json describes exactly the routes and the kinds of channels that there are. (tests/e2e holds
// the answers of a server against it.)

#include <map>
#include <set>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "connectors/connector.hpp"
#include "notifyd/api/router.hpp"

namespace notifyd::api {
namespace {

const std::set<std::string> methods{"get", "put", "post", "patch", "delete"};

std::string access_name(Access access) {
  return access == Access::administrator ? "administrator" : access == Access::account ? "account" : "any";
}

boost::json::value document() {
  return boost::json::parse(base::read_file(SOURCE_DIR "/docs/openapi.json"));
}

/// "webhook url! secret": the members of a channel in their order by name, ! for those that must be given.
std::string line_of(std::string_view kind, const std::map<std::string, bool>& members) {
  std::string line(kind);
  for (const auto& [name, required] : members) line += " " + name + (required ? "!" : "");
  return line;
}

TEST(OpenApiTest, DescribesExactlyTheRoutesThatThereAre) {
  const auto described_paths = document().at("paths").as_object();
  std::set<std::string> described;
  for (const auto& [path, operations] : described_paths)
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

TEST(OpenApiTest, DescribesExactlyTheMembersOfEachKindOfChannel) {
  std::set<std::string> described;
  const auto channel = document().at("components").at("schemas").at("Channel");
  for (const auto& form : channel.at("oneOf").as_array()) {
    std::map<std::string, bool> members;
    for (const auto& [name, schema] : form.at("properties").as_object()) members.emplace(name, false);
    for (const auto& name : form.at("required").as_array()) members.at(std::string(name.as_string())) = true;
    EXPECT_TRUE(members.extract("kind").mapped());
    const auto* kind = form.at("properties").at("kind").as_object().if_contains("const");
    described.insert(line_of(kind != nullptr ? kind->as_string() : "", members));
  }
  std::set<std::string> known;
  for (const auto* connector : connectors::all_connectors()) {
    std::map<std::string, bool> members;
    for (const auto& member : connector->members) members.emplace(member.name, member.make == nullptr);
    known.insert(line_of(connector->kind, members));
  }
  EXPECT_EQ(described, known);
}

}  // namespace
}  // namespace notifyd::api
