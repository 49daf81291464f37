// pipe, filter and execute (Pigeonhole's spec-bosch-sieve-extprograms): what they ask of the host.

#include "base/text.hpp"
#include "mail/mime.hpp"
#include "sieve/converters.hpp"
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
    if (asked->program == "lines") output.clear();
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
      "execute :input \"data\" :output \"said\" \"echo\" [\"one\", \"two words\"];"
      "if string :matches \"${said}\" \"data*two words*\" { fileinto \"x\"; }");
  EXPECT_EQ(first(outcome).substr(0, 12), "fileinto \"x\"");
  ASSERT_EQ(host.ran.size(), 1U);
  EXPECT_EQ(host.ran[0].arguments, (std::vector<std::string>{"one", "two words"}));
  EXPECT_EQ(host.ran[0].environment.at(0), "USER=bob@here.example");
  EXPECT_EQ(host.ran[0].environment.at(1), "RECIPIENT=bob@here.example");
}

TEST_F(ProgramsTest, ATestTellsWhetherItSucceeded) {
  EXPECT_EQ(first(execute("if execute \"fail\" { discard; }")), "implicit keep");
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

TEST_F(ProgramsTest, WhatAFilterWritesTravels) {
  const auto outcome = execute("filter \"lines\" [\"Subject: x\", \"\", \"hello\"];");
  ASSERT_NE(outcome.message, nullptr);
  EXPECT_EQ(outcome.message->octets(), "Subject: x\r\n\r\nhello\r\n");
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

class ConvertTest : public ProgramsTest {
 protected:
  ConvertTest() {
    Engine::Settings settings;
    settings.limits.converters = std::make_shared<const Converters>(
        Converters{{.from = "image/tiff", .to = "image/jpeg", .program = "upper", .parameters = {"pix-x"}},
                   {.from = "image/png", .to = "image/jpeg", .program = "fail", .parameters = {}}});
    engine = Engine(settings);
    message =
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/tiff\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--x\r\nContent-Type: "
        "image/tiff\r\n\r\ndef\r\n--x\r\n"
        "Content-Type: image/png\r\n\r\nghi\r\n--x--\r\n";
  }
  std::string converted(const std::string& command) {
    const auto checked = program("require \"convert\"; " + command);
    if (checked == nullptr) return "";
    auto result = sieve::run(*checked, mail::Message(message), environment(), {}, {.host = &host});
    const auto outcome = std::get<Outcome>(std::move(result));
    EXPECT_FALSE(outcome.error);
    return outcome.message == nullptr ? "as it came" : std::string(outcome.message->octets());
  }
};

TEST_F(ConvertTest, APartGoesDecodedThroughTheProgram) {
  const auto octets = converted("convert \"image/tiff\" \"image/jpeg\" [\"Pix-X=320\"];");
  ASSERT_EQ(host.ran.size(), 2U);
  EXPECT_EQ(host.ran[0].input.view(), "abc");
  EXPECT_EQ(host.ran[1].input.view(), "def");
  EXPECT_EQ(host.ran[0].arguments, (std::vector<std::string>{"image/tiff", "image/jpeg", "Pix-X=320"}));
  const mail::Message made{base::Body(octets)};
  ASSERT_EQ(made.mime().parts.size(), 3U);
  EXPECT_EQ(made.mime().parts[0].type.subtype, "jpeg");
  EXPECT_EQ(mail::decode_transfer(made.mime().parts[0].body(octets), "base64").substr(0, 3), "ABC");
  EXPECT_EQ(made.mime().parts[2].body(octets), "ghi");
}

// Each conversion makes another message: a stranger's mail of many parts must not cost the square of its
// size.
TEST_F(ConvertTest, AMessageThatIsMadeAnewManyTimesIsPaidFor) {
  Engine::Settings settings;
  settings.limits.steps = 20'000;
  engine = Engine(settings);
  message = "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + std::string(100'000, '.');
  for (int i = 0; i < 200; ++i) message += "\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>x</p>";
  message += "\r\n--x--\r\n";
  const auto checked = program(
      "require [\"convert\", \"foreverypart\"]; foreverypart { convert \"text/html\" \"text/plain\" []; }");
  const auto result = sieve::run(*checked, mail::Message(message), environment(), {}, {.host = &host});
  ASSERT_TRUE(std::get<Outcome>(result).error);
  EXPECT_NE(std::get<Outcome>(result).error->text.find("steps"), std::string::npos);
  EXPECT_NE(
      std::get<Outcome>(sieve::run(*program("require \"convert\"; convert \"text/html\" \"text/plain\" [];"),
                                   mail::Message(message), environment(), {}, {.host = &host}))
          .message,
      nullptr)
      << "all of them at once cost little";
}

TEST_F(ConvertTest, AFailureLeavesEverythingAsItWas) {
  EXPECT_EQ(converted("convert \"image/png\" \"image/jpeg\" [];"), "as it came");
  EXPECT_EQ(converted("convert \"image/tiff\" \"image/jpeg\" [\"pix-y=1\"];"), "as it came");
  std::string many;
  for (int i = 0; i < 6; ++i)
    many += "convert \"image/tiff\" \"image/jpeg\" []; convert \"image/jpeg\" \"image/tiff\" [];";
  EXPECT_NE(converted(many), "") << "no error when there are too many programs";
}

TEST_F(ProgramsTest, NoProgramLiesOutsideTheFolder) {
  for (const char* name : {"../sh", "/bin/sh", "", ".hidden", "-x", "a b", "a;b"})
    EXPECT_FALSE(accepts("require \"vnd.dovecot.execute\"; execute \"" + std::string(name) + "\";")) << name;
  EXPECT_NE(first(execute("set \"p\" \"../sh\"; execute \"${p}\";")).find("not the name of a program"),
            std::string::npos);
  EXPECT_TRUE(host.ran.empty());
}

TEST_F(ProgramsTest, AnArgumentMadeOfTheMessageIsCutToWhatAProgramTakes) {
  message = "Subject: " + std::string(3000, 'x') + "\r\n\r\n";
  execute(
      "if header :matches \"subject\" \"*\" { execute \"p\" \"${1}\"; } set \"a\" \"x\r\ny\"; execute \"p\" "
      "\"${a}\";");
  ASSERT_EQ(host.ran.size(), 2U);
  EXPECT_EQ(host.ran[0].arguments.at(0), std::string(1024, 'x'));
  EXPECT_EQ(host.ran[1].arguments.at(0), "x  y");
}

TEST_F(ProgramsTest, OneRunHasSoManyPrograms) {
  std::string script;
  for (int i = 0; i < 11; ++i) script += "execute \"p\";";
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
            "1:40 :output needs the extension \"variables\"");
}

}  // namespace
}  // namespace sieve
