// "vacation" and "vacation-seconds" (RFC 5230, RFC 6131): who is answered, how often, and the answer itself.

#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/compose.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class VacationTest : public SieveTest {
 protected:
  VacationTest() {
    aliases = {"robert@here.example"};
    tracing = true;
  }
  /// The answer, or nothing. What it remembers is known from now on.
  std::optional<Vacation> answer(std::string_view command) {
    const auto done =
        run_with_memory("require [\"vacation-seconds\", \"variables\"];\n" + std::string(command));
    EXPECT_FALSE(done.error) << done.error->text;
    memory = done.memory;
    for (const auto& one : done.memory) remembered.insert(one.key);
    why.clear();
    for (const auto& step : done.trace)
      if (step.text.starts_with("vacation does not answer: ")) why = step.text.substr(26);
    for (const auto& action : done.actions)
      if (const auto* vacation = std::get_if<Vacation>(&action)) return *vacation;
    return std::nullopt;
  }
  bool answers_to(const std::string& headers) {
    message = headers + "\r\n\r\nbody\r\n";
    remembered.clear();
    return answer("vacation \"away\";").has_value();
  }
  std::string text(std::string_view command) {
    const auto made = answer(command);
    if (!made) return "";
    const auto mail = compose(*made, base::Time(seconds(0)), "here.example");
    EXPECT_EQ(mail.find("\n\n"), std::string::npos);
    return mail;
  }

  std::vector<Remember> memory;
  std::string why;
};

TEST_F(VacationTest, AnswersTheSenderOfTheEnvelopeAndKeepsTheMessage) {
  const auto done = run_with_memory("require \"vacation\"; vacation \"I am away\";");
  ASSERT_EQ(done.actions.size(), 2U);
  const auto& answer = std::get<Vacation>(done.actions[0]);
  EXPECT_EQ(answer.recipient.text(), "ann-bounce@sender.example");
  EXPECT_EQ(answer.from, "<bob@here.example>");
  EXPECT_EQ(answer.subject, "Auto: minutes of monday");
  EXPECT_EQ(answer.reason, "I am away");
  EXPECT_EQ(described(done.actions[1]), "implicit keep");
  ASSERT_EQ(done.memory.size(), 1U);
  EXPECT_EQ(done.memory[0].until, environment().now + hours(7 * 24));
}

TEST_F(VacationTest, AnswersNobodyTwiceWithinThePeriod) {
  EXPECT_TRUE(answer("vacation \"away\";"));
  EXPECT_FALSE(answer("vacation \"away\";"));
  EXPECT_EQ(why, "it has, within the period");
  EXPECT_TRUE(memory.empty());
  EXPECT_TRUE(answer("vacation \"another reason\";"));
  EXPECT_TRUE(answer("vacation :subject \"x\" \"away\";"));
  EXPECT_TRUE(answer("vacation :from \"bob@here.example\" \"away\";"));
  EXPECT_TRUE(answer("vacation :mime \"away\";"));
  EXPECT_FALSE(answer("vacation :days 3 :addresses \"b@c.example\" \"away\";")) << "these do not count";
  envelope.sender = {"ANN-bounce", "sender.example"};
  EXPECT_FALSE(answer("vacation \"away\";"));
  envelope.sender = {"eve", "sender.example"};
  EXPECT_TRUE(answer("vacation \"away\";"));
}

TEST_F(VacationTest, CountsAHandleAsOneAnswerAndVariablesAsTheyAreWritten) {
  EXPECT_TRUE(answer("vacation :handle \"ran-away\" \"no lunch\";"));
  EXPECT_FALSE(answer("vacation :handle \"ran-away\" :subject \"x\" \"no dinner\";"));
  EXPECT_TRUE(answer("vacation :handle \"other\" \"no lunch\";"));
  const auto* script = "if header :matches \"subject\" \"*\" { vacation :subject \"Re: ${1}\" \"away\"; }";
  EXPECT_EQ(answer(script)->subject, "Re: minutes of monday");
  message = "To: bob@here.example\r\nSubject: another\r\n\r\n";
  EXPECT_FALSE(answer(script));
}

TEST_F(VacationTest, KeepsThePeriodWithinTheLimits) {
  const auto now = environment().now;
  const auto period = [&](std::string_view tag) {
    remembered.clear();
    EXPECT_TRUE(answer("vacation " + std::string(tag) + " \"away\";")) << tag;
    return memory.empty() ? seconds(0) : std::chrono::duration_cast<seconds>(memory[0].until - now);
  };
  EXPECT_EQ(period(":days 23"), hours(23 * 24));
  EXPECT_EQ(period(":days 0"), hours(24));
  EXPECT_EQ(period(":days 4000000000"), hours(60 * 24));
  EXPECT_EQ(period(":seconds 1800"), seconds(1800));
  EXPECT_EQ(period(":seconds 0"), seconds(600));
  EXPECT_EQ(period(":seconds 2147483648"), hours(60 * 24));
  Engine::Settings settings;
  settings.limits.vacation_least = seconds(0);
  settings.limits.vacation_usual = hours(48);
  engine = Engine(settings);
  EXPECT_EQ(period(""), hours(48));
  asked.clear();
  EXPECT_EQ(period(":seconds 0"), seconds(0));
  EXPECT_TRUE(memory.empty() && asked.empty()) << "each message is answered";
}

TEST_F(VacationTest, AnswersOnlyMailThatNamesAnAddressOfTheOwner) {
  for (const auto* field : {"To", "Cc", "bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"})
    EXPECT_TRUE(answers_to(std::string(field) + ": x@y.example, Bob <BOB@Here.Example>")) << field;
  EXPECT_TRUE(answers_to("To: robert@here.example")) << "an alias";
  EXPECT_FALSE(answers_to("To: undisclosed recipients:;"));
  EXPECT_EQ(why, "the message names no address of the owner");
  EXPECT_FALSE(answers_to("To: bob@elsewhere.example"));
  const auto own = answer("vacation :addresses [\"x@y.example\", \"bob@elsewhere.example\"] \"away\";");
  ASSERT_TRUE(own);
  EXPECT_EQ(own->from, "<bob@elsewhere.example>");
}

TEST_F(VacationTest, AnswersNoMachinesListsOrBounces) {
  const std::string to = "To: bob@here.example\r\n";
  ASSERT_TRUE(answers_to(to + "Auto-Submitted: no (really)"));
  for (const auto* field :
       {"List-Id: <l.example>", "list-help: <mailto:x>", "List-Subscribe: x", "List-Unsubscribe: x",
        "List-Post: NO", "List-Owner: x", "List-Archive: x", "Auto-Submitted: auto-replied",
        "Auto-submitted: auto-generated; x=y", "Precedence: Bulk", "Precedence: junk", "Precedence: list",
        "X-Auto-Response-Suppress: DR, oof", "X-Auto-Response-Suppress: All"})
    EXPECT_FALSE(answers_to(to + field)) << field;
  for (const auto* sender : {"MAILER-DAEMON", "listserv", "Majordomo", "owner-list", "list-owner",
                             "list-request", "no-reply", "bob"}) {
    envelope.sender = {sender, "here.example"};
    EXPECT_FALSE(answers_to(to)) << sender;
  }
  envelope.sender = {"postmaster", "sender.example"};
  EXPECT_TRUE(answers_to(to)) << "a person";
  envelope.sender = {};
  EXPECT_FALSE(answers_to(to));
  EXPECT_EQ(why, "the message has the null sender");
  has_envelope = false;
  EXPECT_FALSE(answers_to(to));
}

TEST_F(VacationTest, IsPossibleOnce) {
  EXPECT_EQ(run_with_memory("require \"vacation\"; vacation \"a\";\nvacation \"b\";").error->text,
            "vacation: an answer is possible only once");
}

TEST_F(VacationTest, IsCheckedBeforeItRuns) {
  const auto fault = [&](std::string_view command) {
    return first_fault("require \"vacation-seconds\";\n" + std::string(command));
  };
  EXPECT_EQ(fault("vacation :from \"nobody\" \"x\";"), "2:16 \"nobody\" in :from is no address");
  EXPECT_EQ(fault("vacation :days 1 :seconds 1 \"x\";"), "2:18 :seconds and :days exclude each other");
  EXPECT_NE(fault("vacation :seconds 2147483649 \"x\";"), "");
  EXPECT_EQ(fault("vacation :mime \"Content-Type: text/plain; x=é\r\n\r\n\";"),
            "2:16 the header of a reason with :mime must be ASCII");
  EXPECT_NE(fault("vacation;"), "");
  EXPECT_EQ(first_fault("require \"vacation\"; vacation :seconds 5 \"x\";"),
            "1:30 :seconds needs the extension \"vacation-seconds\"");
  EXPECT_TRUE(accepts("require \"vacation-seconds\"; vacation \"x\";")) << "it implies vacation";
}

TEST_F(VacationTest, WritesAnAnswerThatMachinesDoNotAnswer) {
  message =
      "From: \"Ann \\\"A\\\" B\" <ann-bounce@sender.example>\r\nTo: bob@here.example\r\nSubject: "
      "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <2@x>\r\nReferences: <0@x>\r\n <1@x>\r\n\r\n";
  const auto mail = text("vacation :from \"Böb <bob@here.example>, <b@c.example>\" \"Away.\nÄrger!\";");
  const mail::Header header{mail};
  const auto field = [&](std::string_view name) {
    const auto* found = header.find(name);
    return found == nullptr ? "" : mail::decoded(found->body);
  };
  EXPECT_EQ(field("Auto-Submitted"), "auto-replied");
  EXPECT_EQ(field("Date"), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_TRUE(field("Message-ID").ends_with("@here.example>"));
  EXPECT_EQ(field("From"), "Böb <bob@here.example>, <b@c.example>");
  EXPECT_EQ(field("Sender"), "<bob@here.example>");
  EXPECT_EQ(field("To"), "\"Ann \\\"A\\\" B\" <ann-bounce@sender.example>");
  EXPECT_EQ(field("Subject"), "Auto: Grüße");
  EXPECT_EQ(field("In-Reply-To"), "<2@x>");
  EXPECT_EQ(field("References"), "<0@x> <1@x> <2@x>");
  EXPECT_EQ(field("Content-Type"), "text/plain; charset=UTF-8");
  EXPECT_TRUE(mail.ends_with("\r\n\r\nQXdheS4NCsOEcmdlciENCg==\r\n")) << mail;
}

TEST_F(VacationTest, ReadsAFieldFullOfBracketsOnce) {
  message = "To: bob@here.example\r\nMessage-ID: <2@x>\r\nReferences: " + std::string(900'000, '<') +
            "1@x>\r\n\r\n";
  EXPECT_LT(cpu_seconds([&] { EXPECT_TRUE(answer("vacation \"away\";")); }), 1);
}

TEST_F(VacationTest, RefersToNothingThatMakesALineTooLong) {
  const std::string longest(976, 'a');
  message = "To: bob@here.example\r\nMessage-ID: <a" + longest + "@x>\r\n\r\n";
  EXPECT_EQ(text("vacation \"away\";").find("In-Reply-To"), std::string::npos);
  message = "To: bob@here.example\r\nMessage-ID: <" + longest + "@x>\r\nReferences: <b" + longest +
            "@x> <>< <1@x> 2@x> < 3@x> <<4@x>\r\n\r\n";
  remembered.clear();
  const auto mail = text("vacation \"away\";");
  const mail::Header fields(mail);
  EXPECT_EQ(mail::unfolded(fields.find("In-Reply-To")->body), "<" + longest + "@x>");
  EXPECT_EQ(mail::unfolded(fields.find("References")->body), "<1@x> <4@x> <" + longest + "@x>");
  for (const auto line : base::text::split(mail, '\n')) EXPECT_LE(line.size(), 999U);
}

TEST_F(VacationTest, DoesNotAnswerTheOwnersSubaddress) {
  envelope.sender = {"bob+news", "here.example"};
  EXPECT_FALSE(answers_to("To: bob@here.example"));
  EXPECT_EQ(why, "the sender is the owner of the script");
  envelope.sender = {"robert+news", "here.example"};
  EXPECT_FALSE(answers_to("To: bob@here.example"));
  envelope.sender = {"bob+news", "there.example"};
  EXPECT_TRUE(answers_to("To: bob@here.example"));
}

TEST_F(VacationTest, RefersToTheParentWhereThereAreNoReferences) {
  message = "To: bob@here.example\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\n\r\n";
  EXPECT_EQ(answer("vacation \"x\";")->references, (std::vector<std::string>{"<1@x>", "<2@x>"}));
  message = "To: bob@here.example\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@x> <0@x>\r\n\r\n";
  remembered.clear();
  EXPECT_EQ(answer("vacation \"x\";")->references, (std::vector<std::string>{"<2@x>"}));
  message = "To: bob@here.example\r\nReferences: <0@x>\r\n\r\n";
  remembered.clear();
  const auto without = answer("vacation \"x\";");
  EXPECT_TRUE(without->in_reply_to.empty() && without->references.empty());
  EXPECT_EQ(without->subject, "Automated reply");
}

TEST_F(VacationTest, TakesAMimeEntityButNoFieldsOfOthers) {
  const auto mail = text(
      "vacation :mime text:\nBcc: eve@evil.example\nContent-Type: text/html; charset=utf-8\n\n<p>Äway\n.\n;");
  EXPECT_EQ(mail.find("Bcc"), std::string::npos);
  EXPECT_NE(mail.find("\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
                      "8bit\r\n\r\n<p>Äway\r\n"),
            std::string::npos)
      << mail;
}

TEST_F(VacationTest, LetsNoTextBeginAField) {
  message = "To: bob@here.example\r\nSubject: =?utf-8?q?a=0D=0ABcc:_eve@evil.example?=\r\n\r\n";
  EXPECT_EQ(answer("vacation \"x\";")->subject, "Auto: a  Bcc: eve@evil.example");
  EXPECT_EQ(text("vacation :subject \"a\r\nBcc: eve@evil.example\" \"y\";").find("\r\nBcc"),
            std::string::npos);
}

TEST_F(VacationTest, CutsASubjectThatIsTooLong) {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ä";
  const auto made = answer("vacation :subject \"" + umlauts + "\" \"x\";");
  EXPECT_EQ(made->subject, umlauts.substr(0, 510) + "…");
}

}  // namespace
}  // namespace sieve
