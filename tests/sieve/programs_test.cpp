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
        " \"copy\", \"fileinto\", \"variables\"];\n" +
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

// Pigeonhole's spec-bosch-sieve-extprograms: the tag is that of RFC 3894, where it is required too.
TEST_F(ProgramsTest, ACopyOfAPipeNeedsCopy) {
  const auto checked = engine.check("require \"vnd.dovecot.pipe\";\npipe :copy \"archive\";");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(checked.faults[0].text, ":copy needs the extension \"copy\"");
  EXPECT_EQ(checked.faults[0].hint, "add at the top: require \"copy\";");
  EXPECT_TRUE(std::get<Pipe>(execute("pipe :copy \"archive\";").actions.at(0)).copy);
}

class ConvertTest : public ProgramsTest {
 protected:
  ConvertTest() {
    Engine::Settings settings;
    settings.limits.converters = std::make_shared<const Converters>(
        Converters{{.from = "image/tiff", .to = "image/jpeg", .program = "upper", .parameters = {"pix-x"}},
                   {.from = "image/jpeg", .to = "image/jpeg", .program = "upper", .parameters = {}},
                   {.from = "image/png", .to = "image/jpeg", .program = "fail", .parameters = {}}});
    engine = Engine(settings);
    message =
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/tiff\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--x\r\nContent-Type: "
        "image/tiff\r\n\r\ndef\r\n--x\r\n"
        "Content-Type: image/png\r\n\r\nghi\r\n--x--\r\n";
  }
  Outcome outcome_of(const std::string& commands) {
    const auto checked =
        program("require [\"convert\", \"variables\", \"foreverypart\", \"fileinto\"];\n" + commands);
    if (checked == nullptr) return {};
    auto result = sieve::run(*checked, mail::Message(message), environment(), {}, {.host = &host});
    return std::get<Outcome>(std::move(result));
  }
  std::string converted(const std::string& command) {
    const auto outcome = outcome_of(command);
    EXPECT_FALSE(outcome.error);
    return outcome.message == nullptr ? "as it came" : std::string(outcome.message->octets());
  }
  /// What the test comes to, with the types as they are and by variables.
  std::string tested(const std::string& from, const std::string& to) {
    const std::string then = " { fileinto \"true\"; } else { fileinto \"false\"; }";
    const auto literal = outcome_of("if convert \"" + from + "\" \"" + to + "\" []" + then);
    const auto variable = outcome_of("set \"from\" \"" + from + "\"; set \"to\" \"" + to +
                                     "\"; if convert \"${from}\" \"${to}\" []" + then);
    EXPECT_EQ(first(literal), first(variable));
    EXPECT_EQ(literal.message == nullptr, variable.message == nullptr);
    return first(literal) + (literal.message == nullptr ? "" : ", converted");
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

// RFC 6558 sections 2 and 2.1.
TEST_F(ConvertTest, ACommandConvertsAPartOnceAndTheNextGoesOnFromThere) {
  converted("convert \"image/tiff\" \"image/jpeg\" []; convert \"image/jpeg\" \"image/jpeg\" [];");
  ASSERT_EQ(host.ran.size(), 4U);
  EXPECT_EQ(host.ran[2].input.view(), "ABCimage/tiff\nimage/jpeg\n");
  EXPECT_EQ(host.ran[3].input.view(), "DEFimage/tiff\nimage/jpeg\n");
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

// RFC 6558 section 2.2: false if and only if a conversion failed; RFC 5259 section 6: that of a multipart
// need not be there.
TEST_F(ConvertTest, WhatIsMadeOfPartsIsNotConverted) {
  message.insert(message.rfind("--x--"),
                 "--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\n<p>z</p>\r\n");
  for (const char* from : {"message/rfc822", "Message/RFC822", "multipart/mixed"})
    EXPECT_EQ(tested(from, "text/plain"), "fileinto \"false\" (line 2)") << from;
  for (const char* to : {"message/rfc822", "multipart/mixed"}) {
    EXPECT_EQ(tested("image/tiff", to), "fileinto \"false\" (line 2)") << to;
    EXPECT_EQ(tested("video/mp4", to), "fileinto \"true\" (line 2)") << to << ": there are no such parts";
  }
  EXPECT_EQ(tested("multipart/related", "text/plain"), "fileinto \"true\" (line 2)");
  EXPECT_EQ(
      first(outcome_of("foreverypart { if not convert \"message/rfc822\" \"text/plain\" [] { discard; } }")),
      "discard (line 2)");
  EXPECT_TRUE(host.ran.empty());
}

// RFC 5259 section 9.
TEST_F(ConvertTest, WhatIsNoMediaTypeIsAnErrorWhereverItStands) {
  for (const char* type : {"tiff", "image/", "/jpeg", "a/b/c", "image/*", "text/plain; charset=utf-8", ""}) {
    const std::string written = type;
    EXPECT_FALSE(accepts("require \"convert\"; convert \"image/tiff\" \"" + written + "\" [];")) << type;
    EXPECT_FALSE(accepts("require \"convert\"; convert \"" + written + "\" \"image/jpeg\" [];")) << type;
    for (const char* types : {"\"image/tiff\" \"${t}\"", "\"${t}\" \"image/jpeg\""})
      EXPECT_EQ(first(outcome_of("set \"t\" \"" + written + "\"; convert " + types + " [];")),
                "error: convert: \"" + written + "\" is no media type");
  }
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
