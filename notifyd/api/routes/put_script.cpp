// PUT /v1/accounts/{address}/scripts/{name}: checks and stores a script; does not activate it.

#include "net/on.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/scripts.hpp"
#include "wire/managesieve.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> put_script(const Services& services, Request request) {
  // ManageSieve could not list any other name (RFC 5804 section 1.6).
  if (!wire::managesieve::is_script_name(request.path.at("name")))
    co_return problem(400, "a script's name is 1 to 512 octets of UTF-8 without control characters");
  for (const auto& [key, value] : request.body)
    if (key != "text" && key != "text_base64")
      co_return problem(400, "a script has no member " + std::string(key) + ", only text: its Sieve source");
  auto script = source_of(request.body);
  if (!script) co_return problem(script.error());
  auto check = [&] { return services.check_script(request.account->address, *script); };
  const auto checked = co_await net::on(services.check_lane(request.account->address), check);
  if (!checked) co_return problem(checked.error());
  store::ScriptChange change{.kind = store::ScriptChange::Kind::put, .text = std::move(*script)};
  auto answer = co_await change_script(services, std::move(request), std::move(change));
  if (answer.status != 204 || checked->empty()) co_return answer;
  co_return json(boost::json::object{{"warnings", boost::json::array(checked->begin(), checked->end())}});
}

}  // namespace

extern const Route put_script_route{.method = "PUT",
                                    .pattern = "/v1/accounts/{address}/scripts/{name}",
                                    .access = Access::account,
                                    .run = put_script};

}  // namespace notifyd::api
