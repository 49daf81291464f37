// sievetool extensions: what is built in.

#include <iostream>
#include <memory>

#include "sieve/engine.hpp"
#include "sievetool/command.hpp"
#include "sievetool/json.hpp"

namespace sievetool {
namespace {

void print(bool json) {
  const sieve::Engine engine;
  if (json) {
    const boost::json::object out{{"extensions", boost::json::value_from(engine.capabilities())},
                                  {"notify", boost::json::value_from(engine.methods())}};
    std::cout << boost::json::serialize(out) << '\n';
    return;
  }
  for (const auto& capability : engine.capabilities()) std::cout << capability << '\n';
  for (const auto& method : engine.methods()) std::cout << "notify " << method << ":\n";
}

}  // namespace

void add_extensions(base::Verb program, int& /*status*/) {
  auto command = program.verb("extensions", "list what scripts may require, and the methods of notify");
  const auto json = std::make_shared<bool>(false);  // owned by the callback, filled by the parser
  command.flag("--json", *json, "print one JSON object");
  command.action([json] { print(*json); });
}

}  // namespace sievetool
