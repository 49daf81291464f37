// notify and its methods (RFC 5435, RFC 5436).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class NotifyTest : public SieveTest {
 protected:
  /// The e-mail of the first notification; a test failure if there is none.
  NotificationMail mail(std::string_view command) {
    const auto outcome = run("require \"enotify\"; notify " + std::string(command) + ';');
    EXPECT_FALSE(outcome.error) << outcome.error->text;
    const auto* notify = outcome.actions.empty() ? nullptr : std::get_if<Notify>(outcome.actions.data());
    if (notify != nullptr && notify->mail) return *notify->mail;
    ADD_FAILURE() << "no mail";
    return {};
  }
};

TEST_F(NotifyTest, SendsToAllRecipientsOfTheUri) {
  const auto made =
      mail("\"mailto:0123456789@sms.example,x%2By@b.example?to=backup@example.com&cc=c@d.example\"");
  std::string all;
  for (const auto& recipient : made.recipients) all += recipient.text() + ' ';
  EXPECT_EQ(all, "0123456789@sms.example x+y@b.example backup@example.com c@d.example ");
  EXPECT_EQ(made.cc, std::vector<std::string>{"c@d.example"});
}

TEST_F(NotifyTest, MarksTheMailAsSentByAMachine) {
  EXPECT_EQ(mail("\"mailto:a@b.example\"").auto_submitted, "auto-notified; owner-email=\"bob@here.example\"");
}

TEST_F(NotifyTest, SendsWithANullSenderAboutABounce) {
  EXPECT_EQ(mail("\"mailto:a@b.example\"").sender.text(), "bob@here.example");
  envelope.sender = {};
  const auto made = mail("\"mailto:a@b.example\"");
  EXPECT_TRUE(made.sender.empty());
  EXPECT_EQ(made.from.text(), "bob@here.example");
}

TEST_F(NotifyTest, TakesTheSubjectFromTheMessageTheUriOrTheMail) {
  EXPECT_EQ(mail(":message \"one\r\ntwo\" \"mailto:a@b.example?subject=uri\"").subject, "one two");
  EXPECT_EQ(mail("\"mailto:a@b.example?subject=of%20uri\"").subject, "of uri");
  EXPECT_EQ(mail("\"mailto:a@b.example\"").subject, "minutes of monday");
}

TEST_F(NotifyTest, WritesOnlyInTheNameOfTheOwner) {
  EXPECT_EQ(mail(":from \"bob@here.example\" \"mailto:a@b.example\"").from.text(), "bob@here.example");
  EXPECT_EQ(mail(":from \"boss@here.example\" \"mailto:a@b.example\"").from.text(), "bob@here.example");
}

TEST_F(NotifyTest, IgnoresUnsafeHeadersOfTheUri) {
  const auto made = mail(
      "\"mailto:a@b.example?From=x@y&Auto-Submitted=no&Received=x&Date=x&Message-ID=x&Content-Type=x"
      "&X-Sieve-Redirected-From=x&x-priority=1\"");
  ASSERT_EQ(made.fields.size(), 2U);  // with Importance
  EXPECT_EQ(made.fields[0].first, "X-priority");
  EXPECT_EQ(made.fields[0].second, "1");
}

TEST_F(NotifyTest, RefusesHeadersThatWouldInjectOthers) {
  EXPECT_FALSE(accepts("require \"enotify\"; notify \"mailto:a@b.example?subject=x%0D%0ABcc:%20c@d\";"));
  EXPECT_FALSE(accepts("require \"enotify\"; notify \"mailto:a@b.example?x%0Ay=z\";"));
  EXPECT_FALSE(accepts("require \"enotify\"; notify \"mailto:a@b.example%0D%0A\";"));
  EXPECT_TRUE(accepts("require \"enotify\"; notify \"mailto:a@b.example?body=one%0D%0Atwo\";"));
}

TEST_F(NotifyTest, RefusesTooManyRecipients) {
  std::string uri = "mailto:a@b.example";
  for (int i = 0; i < 10; ++i) uri += ",a" + std::to_string(i) + "@b.example";
  EXPECT_EQ(first_fault("require \"enotify\"; notify \"" + uri + "\";"),
            "1:27 the mailto URI names more than 10 recipients");
  EXPECT_EQ(first_fault("require \"enotify\"; notify \"" + uri + ",%\";"),
            "1:27 the mailto URI names more than 10 recipients")
      << "it looks at no more than it takes";
}

TEST_F(NotifyTest, SendsToEachRecipientOnceAndShowsHimOnce) {
  const auto made = mail("\"mailto:a@b.example,a@b.example,c@d.example?cc=a@b.example\"");
  EXPECT_EQ(made.recipients.size(), 2U);
  EXPECT_EQ(made.to, (std::vector<std::string>{"a@b.example", "c@d.example"}));
  EXPECT_TRUE(made.cc.empty());
}

TEST_F(NotifyTest, NotifiesNobodyTwiceInOneRun) {
  const auto outcome =
      run("require \"enotify\"; notify \"mailto:a@b.example\"; notify \"mailto:a@b.example,c@d.example\";"
          "notify \"mailto:c@d.example\";");
  ASSERT_EQ(outcome.actions.size(), 3U);
  EXPECT_EQ(std::get<Notify>(outcome.actions[1]).mail->recipients.size(), 1U);
}

TEST_F(NotifyTest, SaysInTheTraceWhyItDoesNotNotify) {
  tracing = true;
  message = "Auto-Submitted: auto-replied\r\n" + message;
  const auto outcome = run("require \"enotify\"; notify \"mailto:a@b.example\";");
  EXPECT_EQ(outcome.trace.at(0).text,
            "notify mailto:a@b.example is not sent: the message was submitted by a machine");
}

TEST_F(NotifyTest, NotifiesAboutMailThatSaysItIsNotAutomatic) {
  const std::string rest = message;
  for (const auto* value : {"No (really)", "(by hand) no", "no; reason=none"}) {
    message = "Auto-Submitted: " + std::string(value) + "\r\n" + rest;
    EXPECT_EQ(mail("\"mailto:a@b.example\"").recipients.size(), 1U) << value;
  }
}

TEST_F(NotifyTest, TheAuthorOfAMailIsCheckedBeforeItRuns) {
  const std::string needs = "require \"enotify\"; ";
  EXPECT_EQ(first_fault(needs + "notify :from \"x\" \"mailto:a@b.example\";"),
            "1:33 \"x\" in :from is no address");
  EXPECT_EQ(first_fault(needs + "notify :from \"x\" \"device:phone\";"), "");
}

TEST_F(NotifyTest, DecodesTheNameOfADevice) {
  const auto outcome = run("require \"enotify\"; notify \"DEVICE:my%20phone\";");
  EXPECT_EQ(std::get<Notify>(outcome.actions.at(0)).device, "my phone");
}

TEST_F(NotifyTest, RefusesMethodsThatTheMessageChooses) {
  for (const auto* set :
       {"if header :matches \"subject\" \"*\" { set \"x\" \"${1}\"; }",
        "if address :matches \"from\" \"*\" { set :upper \"y\" \"${0}\"; set \"x\" \"a${y}b\"; }",
        "if envelope :matches \"from\" \"*\" { set \"z\" \"${1}\"; set :encodeurl \"x\" \"${z}\"; }"}) {
    const auto outcome = run("require [\"enotify\", \"variables\", \"envelope\"]; " + std::string(set) +
                             " notify \"device:${x}\";");
    EXPECT_TRUE(outcome.error) << set;
  }
  EXPECT_FALSE(
      run("require [\"enotify\", \"variables\"]; set \"w\" \"phone\"; if string :matches \"${w}\" \"*\" {"
          " notify \"device:${1}\"; }")
          .error);
}

}  // namespace
}  // namespace sieve
