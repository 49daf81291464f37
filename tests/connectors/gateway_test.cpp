// The HTTP gateway by templates, with Kannel's sendsms as its example.

#include <algorithm>

#include "tests/connectors/fixture.hpp"

namespace connectors {
namespace {

constexpr auto kannel = R"(
[gateway.sms]
url = "http://127.0.0.1:13013/cgi-bin/sendsms?username={user}&password={password}&from={from}&to={to}&text={text}&coding={coding}&charset=UTF-8"
user = "notifyd"
password = "s&cret"
from = "12345"
prefixes = ["+49", "+1555"]
delivered = ["202"]
retry = ["503", "5xx"]
never = ["503 Do not try again"]
gone = ["400 white- and/or black-lists"]
)";

class GatewayTest : public ConnectorTest {
 protected:
  GatewayTest() { answer = net::HttpAnswer{.status = 202, .body = "0: Accepted for delivery"}; }

  Outcome push(const std::string& toml = kannel) {
    channels = open(toml);
    return send(*channels.at("sms"), notification);
  }
  [[nodiscard]] std::string parameter(const std::string& name) const {
    const auto& url = requests.back().url;
    const auto begin = url.find("&" + name + "=") + name.size() + 2;
    return url.substr(begin, url.find('&', begin) - begin);
  }

  Channels channels;
  Notification notification{.id = "abcdefghijklmnopqrstuvwx",
                            .account = "alice@example.org",
                            .device = "phone",
                            .target = {.kind = "sms", .address = "+15550001234"},
                            .sender = "Bob",
                            .subject = "Lunch & more?",
                            .snippet = "At noon",
                            .created = at_second(1'614'265'330),
                            .expires = at_second(1'614'265'330 + 600)};
};

TEST_F(GatewayTest, AsksTheGatewayOfTheConfiguration) {
  EXPECT_EQ(push().verdict, Outcome::delivered);
  EXPECT_TRUE(last_was_to_admin);
  EXPECT_EQ(requests.back().method, "GET");
  EXPECT_EQ(
      requests.back().url,
      "http://127.0.0.1:13013/cgi-bin/"
      "sendsms?username=notifyd&password=s%26cret&from=12345&to=%2B15550001234&text=You%20have%20new%20mail."
      "&coding=0&charset=UTF-8");
}

TEST_F(GatewayTest, SaysAsMuchAsTheContentLevelAllows) {
  notification.content = mail::Content::summary;
  push();
  EXPECT_EQ(parameter("text"), "Bob%3A%20Lunch%20%26%20more%3F");
  notification.content = mail::Content::snippet;
  push();
  EXPECT_EQ(parameter("text"), "Bob%3A%20Lunch%20%26%20more%3F%20-%20At%20noon");
}

TEST_F(GatewayTest, LetsTheOwnersOwnWordsWin) {
  notification.message = "The boss wrote";
  push();
  EXPECT_EQ(parameter("text"), "The%20boss%20wrote");
}

TEST_F(GatewayTest, CarriesATextOfSeveralLinesWhereItIsEscaped) {
  notification.message = "one\r\ntwo\nthree";
  const std::string gateway =
      "[gateway.sms]\nurl = \"https://h/?&text={text}\"\naddress = \"text\"\nmethod = \"POST\"\n";
  EXPECT_EQ(push(gateway + "body = '{\"t\":\"{text}\"}'\nbody_escape = \"json\"\n").verdict,
            Outcome::delivered);
  EXPECT_EQ(parameter("text"), "one%0D%0Atwo%0Athree");
  EXPECT_EQ(requests.back().body, R"({"t":"one\u000d\u000atwo\u000athree"})");
  EXPECT_EQ(push(gateway + "body = \"{text}\"\nbody_escape = \"plain\"\n").verdict, Outcome::never);
}

TEST_F(GatewayTest, CountsWhatWasCoalesced) {
  notification.events = 5;
  push();
  EXPECT_EQ(parameter("text"), "You%20have%205%20new%20mails.");
}

TEST_F(GatewayTest, ChoosesUnicodeOnlyWhenTheAlphabetIsNotEnough) {
  notification.message = "Grüße für 5 €";
  push();
  EXPECT_EQ(parameter("coding"), "0");
  notification.message = "Привет";
  push();
  EXPECT_EQ(parameter("coding"), "2");
}

TEST_F(GatewayTest, CutsToOneShortMessageBecauseTheGatewayWouldCutInSilence) {
  notification.message = std::string(2000, 'a');
  push();
  EXPECT_EQ(parameter("text"), std::string(157, 'a') + "...");
}

TEST_F(GatewayTest, SendsNothingWhenAValueHoldsALineEnd) {
  notification.content = mail::Content::summary;
  notification.subject = "x\r\nX-Evil: 1";
  EXPECT_EQ(push().verdict, Outcome::never);
  EXPECT_TRUE(requests.empty());
}

TEST_F(GatewayTest, SendsToOneAllowedNumberOnly) {
  for (const auto* number : {"+33123456789", "+15550001234 +15550001235", "+1555&to=+33123456789", "110"}) {
    notification.target.address = number;
    EXPECT_EQ(push().verdict, Outcome::never) << number;
  }
  EXPECT_TRUE(requests.empty());
}

TEST_F(GatewayTest, ReadsAnswersByTheRulesOfTheConfiguration) {
  struct Case {
    int status;
    const char* body;
    Outcome::Verdict verdict;
    bool gone;
  };
  for (const auto& [status, body, verdict, gone] :
       {Case{202, "3: Queued for later delivery", Outcome::delivered, false},
        Case{503, "Temporal failure, try again later.", Outcome::try_later, false},
        Case{503, "Not routable. Do not try again.", Outcome::never, false},
        Case{403, "Authorization failed for sendsms", Outcome::never, false},
        Case{400, "Number(s) has/have been denied by white- and/or black-lists.", Outcome::never, true},
        Case{200, "?", Outcome::never, false}}) {
    answer = net::HttpAnswer{.status = status, .body = body};
    const auto outcome = push();
    EXPECT_EQ(outcome.verdict, verdict) << body;
    EXPECT_EQ(outcome.device_gone, gone) << body;
  }
  answer = base::fail(base::Errc::gone, "connection refused");
  EXPECT_EQ(push().verdict, Outcome::try_later);
}

TEST_F(GatewayTest, EscapesInJsonBodiesAndHeaders) {
  notification.message = R"(say "hi"\)";
  push(R"(
[gateway.sms]
url = "https://api.example.net/send"
method = "POST"
headers = ["Content-Type: application/json", "X-Id: {id}"]
body = '{"to":"{to}","text":"{text}"}'
)");
  EXPECT_EQ(requests.back().body, R"({"to":"+15550001234","text":"say \"hi\"\\"})");
  EXPECT_EQ(header("X-Id"), notification.id);
}

TEST_F(GatewayTest, NamesEveryFaultOfItsConfiguration) {
  const auto faults = faults_of(R"(
[gateway.sms]
url = "http://{to}.example.net/?t={txt}"
headers = ["no colon here", "Bad Name: x"]
delivered = ["20"]
)");
  const auto holds = [&](const char* text) {
    return std::ranges::any_of(faults,
                               [&](const auto& fault) { return fault.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(holds("must not stand in the host"));
  EXPECT_TRUE(holds("did you mean {text}?"));
  EXPECT_TRUE(holds("expected \"Name: value\""));
  EXPECT_TRUE(holds("expected a status"));
  EXPECT_EQ(faults.size(), 5u);
}

TEST_F(GatewayTest, TakesOtherReceiversThanNumbersWhenToldSo) {
  channels = open(
      "[gateway.ntfy]\nurl = \"https://ntfy.example.net/{to}\"\naddress = \"text\"\nmethod = \"POST\"\nbody "
      "= \"{text}\"\nbody_escape = \"plain\"\n");
  notification.target = {.kind = "ntfy", .address = "up/../x"};
  EXPECT_EQ(send(*channels.at("ntfy"), notification).verdict, Outcome::delivered);
  EXPECT_EQ(requests.back().url, "https://ntfy.example.net/up%2F..%2Fx");
  EXPECT_EQ(requests.back().body, "You have new mail.");
}

TEST_F(GatewayTest, MayNotTakeTheNameOfAnotherConnector) {
  EXPECT_EQ(faults_of("[gateway.webhook]\nurl = \"https://h/\"\n").size(), 1u);
}

}  // namespace
}  // namespace connectors
