// The API from request to answer, over a real store: who may ask, what is refused, what is answered twice.

#include "notifyd/api/router.hpp"

#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "net/http_target.hpp"
#include "net/loops.hpp"
#include "store/auth/token.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "tests/support/turnable_clock.hpp"

namespace notifyd::api {
namespace {

using namespace std::chrono_literals;

const std::string users = "/v1/accounts/";
const std::string alice = users + "alice@example.org";
const std::string bob = users + "bob@example.org";
const std::string nobody = users + "nobody@example.org";

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    for (const char* address : {"alice@example.org", "bob@example.org"})
      EXPECT_EQ(call("POST", "/v1/accounts", std::string(R"({"address":")") + address + "\"}").status, 201);
    token = std::string(json(call("POST", alice + "/tokens")).at("token").as_string());
  }

  Services services() {
    return {
        .store = engine.store(),
        .outbox = engine.outbox(),
        .clock = clock,
        .pool = loops.pool(),
        .check_lane = [this](std::string_view) { return loops.pool(); },
        .brake = brake,
        .admit_channel = [](const std::string& kind,
                            const connectors::Members& members) -> base::Result<store::Channel> {
          auto target = connectors::target_of(kind, members);
          if (!target) return target.error();
          return store::Channel{std::move(target->kind), std::move(target->address),
                                std::move(target->secret), std::move(target->extra)};
        },
        .parse_filter = [](std::string_view) -> base::Result<mail::SearchKey> { return mail::SearchKey{}; },
        .check_script = [](const std::string&, std::string_view) -> base::Result<std::vector<std::string>> {
          return std::vector<std::string>{};
        },
        .push_test = {},
        .evaluate_today = {},
        .taps = {},
        .poke = [] {},
        .check_store = {},
        .back_up = {},
        .vapid_key = "key",
        .script_limits = {}};
  }

  Answer send(net::HttpServerRequest request) {
    std::optional<Answer> answer;
    net::run_blocking(loops.first(),
                      [&]() -> net::Task<> { answer = co_await router.answer(std::move(request)); });
    return std::move(*answer);
  }
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  net::HttpServerRequest request(std::string method, const std::string& target, std::string body = "",
                                 const std::string& bearer = "admin") {
    net::HttpServerRequest request;
    request.method = std::move(method);
    request.path = target;
    request.segments = net::parse_target(target).value().segments;
    request.query = net::parse_target(target).value().query;
    request.headers = {{"authorization", "Bearer " + bearer},
                       {"content-type", "application/json; charset=utf-8"}};
    request.body = std::move(body);
    return request;
  }
  Answer call(std::string method, const std::string& target, std::string body = "",
              const std::string& bearer = "admin") {
    return send(request(std::move(method), target, std::move(body), bearer));
  }
  Answer once(const std::string& key, const std::string& target, std::string body,
              const std::string& bearer = "admin") {
    auto posted = request("POST", target, std::move(body), bearer);
    posted.headers.emplace_back("idempotency-key", key);
    return send(std::move(posted));
  }
  static boost::json::object json(const Answer& answer) {
    return boost::json::parse(answer.body).as_object();
  }

  base::TemporaryFolder folder;
  tests::TurnableClock clock;
  store::auth::Brake brake{clock};
  store::InProcessBus bus;
  net::Loops loops{1, 2};
  store::sqlite::SqliteEngine engine{
      {.directory = folder.path() / "store", .key_file = folder.path() / "key"}, clock, bus, loops.pool()};
  Router router{services(), store::auth::token_verifier("admin"), base::Log()};
  std::string token;
};

TEST_F(RouterTest, AsksForAToken) {
  const auto answer = call("GET", "/v1/accounts", "", "wrong");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.headers.at(0).first, "WWW-Authenticate");
}

TEST_F(RouterTest, WrongTokensCountForTheBrakeOfAllProtocols) {
  const auto ask = [&](const std::string& bearer) {
    auto asked = request("GET", "/v1/accounts", "", bearer);
    asked.peer.address = "192.0.2.9";
    return send(std::move(asked)).status;
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask("wrong"), 401);
  EXPECT_EQ(ask("admin"), 200);
  EXPECT_EQ(brake.failed("192.0.2.9", ""), 1s) << "the sixth";
  for (int i = 0; i < 6; ++i) std::ignore = brake.failed("192.0.2.9", "alice@example.org");
  EXPECT_EQ(ask("admin"), 429);
}

TEST_F(RouterTest, RefusesEventsThatNeverHappenHere) {
  const auto with = [&](const std::string& event) {
    return call("POST", alice + "/devices",
                R"({"name":")" + event + R"(","subscription":{"events":[")" + event + R"("]}})")
        .status;
  };
  EXPECT_EQ(with("QuotaChange"), 201);
  for (const char* event : {"MessageExpire", "Login", "Logout"}) EXPECT_EQ(with(event), 422) << event;
}

TEST_F(RouterTest, AnotherAccountAnswersAsOneThatDoesNotExist) {
  call("POST", bob + "/devices", R"({"name":"phone"})");
  call("PUT", bob + "/scripts/main", R"({"text":"keep;"})");
  for (const auto* route : routes()) {
    std::string rest(route->pattern);
    if (!rest.starts_with("/v1/accounts/{address}")) continue;
    rest = rest.substr(std::string_view("/v1/accounts/{address}").size());
    for (const auto& [place, value] : {std::pair("{id}", "phone"), std::pair("{name}", "main")})
      if (const auto at = rest.find(place); at != std::string::npos)
        rest.replace(at, std::string_view(place).size(), value);
    const auto of_bob = call(std::string(route->method), bob + rest, "", token);
    const auto of_nobody = call(std::string(route->method), nobody + rest, "", token);
    EXPECT_GE(of_bob.status, 400) << rest;
    EXPECT_EQ(of_bob.status, of_nobody.status) << rest;
    EXPECT_EQ(of_bob.body, of_nobody.body) << rest;
  }
  EXPECT_EQ(json(call("GET", bob + "/devices")).at("items").as_array().size(), 1U);
}

TEST_F(RouterTest, AnswersHeadAsGet) {
  for (const auto& target : {std::string("/v1/accounts"), alice, nobody, std::string("/v1/vapid")}) {
    const auto head = call("HEAD", target);
    EXPECT_EQ(head.status, call("GET", target).status) << target;
    EXPECT_EQ(head.body, call("GET", target).body) << target << ": the server leaves it out";
  }
  const auto answer = call("HEAD", alice + "/tokens");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at(0), (std::pair<std::string, std::string>("Allow", "POST")));
}

TEST_F(RouterTest, RefusesAnEmptyPassword) {
  const std::string fresh = users + "carol@example.org";
  const auto made = call("POST", "/v1/accounts", R"({"address":"carol@example.org","password":""})");
  EXPECT_EQ(made.status, 400);
  EXPECT_EQ(made.type, "application/problem+json");
  EXPECT_NE(made.body.find("password: it cannot be empty"), std::string::npos) << made.body;
  EXPECT_EQ(call("GET", fresh).status, 404);
  EXPECT_EQ(call("PATCH", alice, R"({"password":""})").status, 400);
  EXPECT_EQ(call("PATCH", alice, R"({"quota":1000})").status, 200) << "without one none is set";
}

TEST_F(RouterTest, ChangesNothingWithAPasswordThatCannotBe) {
  for (const auto& password : {std::string(1001, 'x'), std::string(R"(a\u0007b)")}) {
    const auto answer =
        call("PATCH", alice,
             R"({"aliases":["new@example.org"],"quota":5,"enabled":false,"password":")" + password + "\"}");
    EXPECT_EQ(answer.status, 400) << password.substr(0, 20);
    const auto shown = json(call("GET", alice));
    EXPECT_TRUE(shown.at("aliases").as_array().empty());
    EXPECT_EQ(shown.at("quota").to_number<int>(), 0);
    EXPECT_TRUE(shown.at("enabled").as_bool());
  }
  EXPECT_EQ(call("PATCH", alice, R"({"quota":5,"password":"possible"})").status, 200);
}

TEST_F(RouterTest, GivesNoAddressThatWouldBeTakenForSomethingElse) {
  for (const std::string& address : {std::string("x/y@example.org"), std::string("\\\"x\\\"@example.org"),
                                     std::string("a\\u0001@example.org"), std::string("a..b@example.org"),
                                     std::string(65, 'a') + "@example.org", std::string("alice")}) {
    EXPECT_EQ(call("POST", "/v1/accounts", R"({"address":")" + address + "\"}").status, 400) << address;
    EXPECT_EQ(call("PATCH", alice, R"({"aliases":[")" + address + "\"]}").status, 400) << address;
  }
  EXPECT_EQ(json(call("GET", "/v1/accounts")).at("items").as_array().size(), 2U);
}

TEST_F(RouterTest, LetsAnAccountKeepAnAliasThatIsGivenOutNoMore) {
  const auto id = wait(engine.store().account_by_address("alice@example.org")).value().id;
  ASSERT_TRUE(wait(engine.store().put_account(
      {.id = id, .address = "alice@example.org", .aliases = {"x/y@example.org"}})));
  EXPECT_EQ(call("PATCH", alice, R"({"aliases":["X/y@example.org","a@example.org"]})").status, 200);
  EXPECT_EQ(json(call("GET", alice)).at("aliases").as_array().size(), 2U);
}

TEST_F(RouterTest, TakesNoScriptThatManageSieveCouldNotShow) {
  const std::string scripts = alice + "/scripts/";
  for (const std::string& name :
       {std::string("a%0Ab"), std::string("%FF"), std::string(513, 'x'), std::string()})
    EXPECT_EQ(call("PUT", scripts + name, R"({"text":"keep;"})").status, 400) << name;
  for (const char* body : {R"({"text":""})", R"({"script":"keep;"})"})
    EXPECT_EQ(call("PUT", scripts + "main", body).status, 400) << body;
  EXPECT_TRUE(json(call("GET", alice + "/scripts")).at("items").as_array().empty());
}

TEST_F(RouterTest, TellsWhenAScriptFailedLast) {
  const std::string scripts = alice + "/scripts/";
  for (const char* name : {"main", "spare"})
    ASSERT_EQ(call("PUT", scripts + name, R"({"text":"keep;"})").status, 204);
  const auto id = wait(engine.store().account_by_address("alice@example.org")).value().id;
  const auto step = [this](const std::string& text) {
    clock.advance(1s);
    return store::Trace{{.at = clock.now(), .device = "", .stage = "DF", .text = text}};
  };
  const auto run = [&](const std::string& text) {
    store::Deliver discarded{.account = id, .trace = step(text)};
    return wait(engine.store().deliver(std::move(discarded))).value().modseq;
  };
  const auto last = [&](const std::string& name) {
    const auto page = json(call("GET", scripts + name, "", token));
    const auto* failure = page.if_contains("last_failure");
    return failure == nullptr ? boost::json::object() : failure->as_object();
  };
  const auto first = run("script \"main\" failed at line 2: no; the message is kept");
  const auto second = run("script \"main\" failed at line 3: never; the message is kept");
  const auto at = mail::rfc3339(clock.now());
  run("script \"main\": keep (line 1)");
  EXPECT_EQ(last("main"),
            (boost::json::object{{"at", at},
                                 {"modseq", static_cast<std::int64_t>(second.value)},
                                 {"text", "script \"main\" failed at line 3: never; the message is kept"}}));
  EXPECT_TRUE(last("spare").empty());
  const std::string later =
      "script \"main\" failed at line 4 at FLAG of INBOX uid 1: no; the message is kept";
  ASSERT_TRUE(wait(engine.store().add_trace(id, first, step(later))));
  EXPECT_EQ(last("main").at("modseq"), static_cast<std::int64_t>(first.value));
  EXPECT_EQ(last("main").at("text").as_string(), later);
}

TEST_F(RouterTest, AnAccountMayNotWhatTakesTheAdministrator) {
  for (const char* target : {"/v1/accounts", "/v1/outbox", "/v1/outbox/dead", "/v1/taps"})
    EXPECT_EQ(call("GET", target, "", token).status, 403) << target;
  EXPECT_EQ(call("DELETE", alice, "", token).status, 403);
  EXPECT_EQ(call("GET", alice, "", token).status, 200);
}

TEST_F(RouterTest, TakesBodiesOfJsonOnly) {
  auto form = request("POST", alice + "/devices", R"({"name":"phone"})");
  form.headers.at(1).second = "application/x-www-form-urlencoded";
  EXPECT_EQ(send(form).status, 415);
  EXPECT_EQ(call("POST", alice + "/devices", "name=phone").status, 400);
}

TEST_F(RouterTest, NamesTheMethodsOfAnAddress) {
  const auto answer = call("PUT", alice + "/devices");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at(0), (std::pair<std::string, std::string>("Allow", "GET, HEAD, POST")));
}

TEST_F(RouterTest, ARepeatedCreationGetsTheFirstAnswer) {
  const auto first = once("k", alice + "/devices", R"({"name":"phone"})", token);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_GT(json(first).at("id").as_int64(), 0);
  EXPECT_EQ(once("k", alice + "/devices", R"({"name":"phone"})", token).body, first.body);
  EXPECT_EQ(once("k", alice + "/devices", R"({"name":"tablet"})", token).status, 422);
  EXPECT_EQ(once("other", alice + "/devices", R"({"name":"phone"})", token).status, 409);
}

TEST_F(RouterTest, AKeyIsItsCallersOwn) {
  const std::string body = R"({"name":"phone"})";
  const auto first = once("k", alice + "/devices", body, token);
  EXPECT_EQ(once("k", alice + "/devices", body).status, 409) << "the administrator's key is another";
  const auto of_bob = once("k", bob + "/devices", body);
  EXPECT_EQ(of_bob.status, 201);
  EXPECT_NE(json(of_bob).at("password"), json(first).at("password"));
}

TEST_F(RouterTest, ForgetsAKeyAfterADay) {
  once("k", alice + "/devices", R"({"name":"phone"})");
  clock.advance(24h + 1s);
  EXPECT_EQ(once("k", alice + "/devices", R"({"name":"tablet"})").status, 201);
}

TEST_F(RouterTest, RefusesKeysThatAreNone) {
  for (const auto& key : {std::string("a b"), std::string(256, 'x'), std::string("\xc3\xa4")})
    EXPECT_EQ(once(key, "/v1/accounts", R"({"address":"carol@example.org"})").status, 400) << key;
  EXPECT_EQ(call("GET", users + "carol@example.org").status, 404);
}

TEST_F(RouterTest, MakesASecretForAWebhookWithoutOneAndShowsItOnce) {
  const auto made = json(call("POST", alice + "/devices",
                              R"({"name":"a","channel":{"kind":"webhook","url":"https://a.example/"}})"));
  const std::string secret(made.at("channel").at("secret").as_string());
  ASSERT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(base::text::from_base64(secret.substr(6)).value().size(), 32U);
  EXPECT_EQ(call("GET", alice + "/devices/a").body.find("whsec_"), std::string::npos);
  const auto given =
      call("POST", alice + "/devices",
           R"({"name":"b","channel":{"kind":"webhook","url":"https://a.example/","secret":"whsec_mine"}})");
  EXPECT_EQ(given.body.find("whsec_"), std::string::npos);
  EXPECT_EQ(call("PATCH", alice + "/devices/a", R"({"content":"summary"})").body.find("whsec_"),
            std::string::npos);
}

}  // namespace
}  // namespace notifyd::api
