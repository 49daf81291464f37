// pipe, filter and execute (Pigeonhole's spec-bosch-sieve-extprograms): what they ask of the host.

#include "base/text.hpp"
#include "sieve/host.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

/// Programs that need no process: `fail` fails, `upper` writes its input in upper case, others what they were
/// given.
class Programs final : public Host {
 public:
  Answer answer(const Question& question) override {
    const auto* asked = std::get_if<ProgramRun>(&question);
    if (asked == nullptr) return nothing_known(question);
    ran.push_back(*asked);
    if (asked->program == "fail") return std::optional<std::string>();
    std::string output(asked->input.view());
    if (asked->program == "upper") output = base::text::uppered(output);
    for (const auto& argument : asked->arguments) output += argument + '\n';
    return std::optional(output);
  }
  std::vector<ProgramRun> ran;
};

class ProgramsTest : public SieveTest {
 protected:
  Outcome execute(const std::string& commands) {
    const auto checked = program(
        "require [\"vnd.dovecot.execute\", \"vnd.dovecot.filter\", \"vnd.dovecot.pipe\","
        " \"fileinto\", \"variables\"];\n" +
        commands);
    if (checked == nullptr) return {};
    auto result = sieve::run(*checked, mail::Message(message), environment(), {}, {.host = &host});
    return std::get<Outcome>(std::move(result));
  }
  std::string first(const Outcome& outcome) {
    if (outcome.error) return "error: " + outcome.error->text;
    return outcome.actions.empty() ? "nothing" : described(outcome.actions.front());
  }
  Programs host;
};

TEST_F(ProgramsTest, AProgramIsGivenDataArgumentsAndWhoseMailItIs) {
  const auto outcome = execute(
      "execute :input \"data\" :output \"said\" \"echo\" [\"one\", \"two words\"]; fileinto \"${said}\";");
  EXPECT_EQ(first(outcome).substr(0, 17), "fileinto \"dataone");
  ASSERT_EQ(host.ran.size(), 1U);
  EXPECT_EQ(host.ran[0].arguments, (std::vector<std::string>{"one", "two words"}));
  EXPECT_EQ(host.ran[0].environment.at(0), "USER=bob@here.example");
  EXPECT_EQ(host.ran[0].environment.at(1), "RECIPIENT=bob@here.example");
}

TEST_F(ProgramsTest, ATestTellsWhetherItSucceeded) {
  EXPECT_EQ(first(execute("if execute \"fail\" { discard; }")), "implicit keep (line 0)");
  EXPECT_EQ(first(execute("if execute :pipe \"good\" { discard; }")).substr(0, 7), "discard");
  EXPECT_EQ(host.ran.back().input.view(), mail::Message(message).octets());
}

TEST_F(ProgramsTest, AFilterMakesAnotherMessage) {
  const auto outcome =
      execute("filter \"upper\"; if header :contains \"subject\" \"MINUTES\" { fileinto \"x\"; }");
  ASSERT_FALSE(outcome.actions.empty());
  const auto& filed = std::get<FileInto>(outcome.actions.front());
  ASSERT_NE(filed.message, nullptr);
  EXPECT_EQ(filed.message->octets(), base::text::uppered(mail::Message(message).octets()));
}

TEST_F(ProgramsTest, AFilterThatFailsLeavesTheMessage) {
  const auto outcome = execute("if not filter \"fail\" { keep; }");
  EXPECT_EQ(outcome.message, nullptr);
  EXPECT_FALSE(outcome.error);
}

TEST_F(ProgramsTest, APipeTakesTheMessageUnlessItIsACopy) {
  const auto outcome = execute("pipe \"archive\" [\"--fast\"];");
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_EQ(std::get<Pipe>(outcome.actions[0]).arguments, std::vector<std::string>{"--fast"});
  EXPECT_EQ(execute("pipe :copy :try \"archive\";").actions.size(), 2U);
  EXPECT_TRUE(host.ran.empty()) << "a pipe runs after the delivery";
}

TEST_F(ProgramsTest, NoProgramLiesOutsideTheFolder) {
  for (const char* name : {"../sh", "/bin/sh", "", ".hidden", "-x", "a b", "a;b"})
    EXPECT_FALSE(accepts("require \"vnd.dovecot.execute\"; execute \"" + std::string(name) + "\";")) << name;
  EXPECT_NE(first(execute("set \"p\" \"../sh\"; execute \"${p}\";")).find("not the name of a program"),
            std::string::npos);
  EXPECT_NE(first(execute("set \"a\" \"x\r\ny\"; execute \"p\" \"${a}\";")).find("several lines"),
            std::string::npos);
  EXPECT_TRUE(host.ran.empty());
}

TEST_F(ProgramsTest, OneRunHasSoManyPrograms) {
  std::string script;
  for (int i = 0; i < 11; ++i) script += "execute \"p\";";
  EXPECT_NE(first(execute(script)).find("keep"), std::string::npos);
  EXPECT_EQ(execute(script).error->text, "more than 10 programs for one message");
}

TEST_F(ProgramsTest, TheSameProgramOverAnotherMessageIsAnotherQuestion) {
  const ProgramRun one{.program = "p", .number = 1, .input = base::Body(std::string("a"))};
  const ProgramRun other{.program = "p", .number = 1, .input = base::Body(std::string("b"))};
  EXPECT_NE(one, other);
  EXPECT_EQ(one, ProgramRun(one));
}

TEST_F(ProgramsTest, OutputNeedsVariables) {
  EXPECT_EQ(first_fault("require \"vnd.dovecot.execute\"; execute :output \"x\" \"p\";"),
            "1:41 :output needs the extension \"variables\"");
}

}  // namespace
}  // namespace sieve
