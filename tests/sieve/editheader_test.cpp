// "editheader" (RFC 5293): what the message of each action looks like.

#include "base/text.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class EditHeaderTest : public SieveTest {
 protected:
  /// The header of the message that the last action is about, without the empty line; "as it came" if it was
  /// not edited.
  std::string header_after(std::string_view commands) {
    const auto outcome =
        run("require [\"editheader\", \"variables\", \"encoded-character\"];\n" + std::string(commands));
    if (outcome.error) return "error " + std::to_string(outcome.error->line) + ": " + outcome.error->text;
    const auto& kept = std::get<Keep>(outcome.actions.back());
    if (kept.message == nullptr) return "as it came";
    EXPECT_TRUE(kept.message->octets().ends_with("\r\n\r\nSee below.\r\n"));
    const auto octets = kept.message->octets();
    return std::string(octets.substr(0, octets.find("\r\n\r\n") + 2));
  }
  static constexpr const char* original =
      "From: Ann <ann@sender.example>\r\nTo: bob@here.example\r\nSubject: minutes of monday\r\n";
};

TEST_F(EditHeaderTest, AddsAtTheBeginningOrTheEnd) {
  EXPECT_EQ(header_after(R"(addheader "X-A" "one"; addheader "X-B" "two"; addheader :last "X-C" "three";)"),
            "X-B: two\r\nX-A: one\r\n" + std::string(original) + "X-C: three\r\n");
}

TEST_F(EditHeaderTest, MakesNoLineThatIsTooLong) {
  const std::string name(76, 'n');
  const auto header = header_after("addheader \"" + name + "\" \"" + std::string(900, 'v') + "\";");
  for (const auto line : base::text::split(header, '\n')) EXPECT_LE(line.size(), 999U);
  EXPECT_EQ(first_fault("require \"editheader\"; addheader \"n" + name + "\" \"v\";"),
            "1:33 \"n" + name + "\" is not the name of a header field");
}

TEST_F(EditHeaderTest, AMailboxGetsTheFirstVersion) {
  const auto first = [&](const std::string& commands) {
    const auto outcome = run("require [\"editheader\", \"fileinto\"];\n" + commands);
    EXPECT_EQ(outcome.actions.size(), 1U);
    return std::visit(
        [](const auto& action) {
          if constexpr (requires { action.message->octets(); })
            return action.message == nullptr;
          else
            return false;
        },
        outcome.actions.front());
  };
  EXPECT_TRUE(first(R"(fileinto "INBOX"; addheader "X" "y"; keep;)"));
  EXPECT_TRUE(first(R"(keep; addheader "X" "y"; fileinto "INBOX";)"));
  EXPECT_TRUE(first(R"(fileinto "INBOX"; addheader "X" "y"; fileinto "inbox";)"));
}

TEST_F(EditHeaderTest, KeepsTheImplicitKeep) {
  EXPECT_EQ(actions("require \"editheader\"; addheader \"X\" \"y\"; deleteheader \"X\";"), "implicit keep");
}

TEST_F(EditHeaderTest, DeletesAllFieldsOfTheNameByDefault) {
  message = "X: 1\r\n" + message;
  EXPECT_EQ(header_after(R"(addheader :last "x" "2"; deleteheader "X";)"), original);
}

TEST_F(EditHeaderTest, DeletesWhatMatchesAsTheTestHeaderWould) {
  message = "X:  one \r\nX: two\r\n =?utf-8?q?thr=C3=A9e?=\r\nX: four\r\n" + message;
  EXPECT_EQ(header_after(R"(deleteheader "X" ["one", "two thrée"];)"), "X: four\r\n" + std::string(original));
  EXPECT_EQ(header_after(R"(deleteheader :matches "X" "*o*";)"), original);
  EXPECT_EQ(header_after(R"(deleteheader :comparator "i;octet" :is "X" "ONE";)"), "as it came");
  EXPECT_EQ(header_after(R"(deleteheader :contains "X" "never";)"), "as it came");
}

TEST_F(EditHeaderTest, CountsBeforeItMatches) {
  message = "X: 1\r\nX: 2\r\nX: 3\r\n" + message;
  const std::string rest(original);
  EXPECT_EQ(header_after(R"(deleteheader :index 1 "X"; deleteheader :index 2 "X";)"), "X: 2\r\n" + rest);
  EXPECT_EQ(header_after(R"(deleteheader :index 1 :last "X";)"), "X: 1\r\nX: 2\r\n" + rest);
  EXPECT_EQ(header_after(R"(deleteheader :last :index 2 :is "X" "2";)"), "X: 1\r\nX: 3\r\n" + rest);
  EXPECT_EQ(header_after(R"(deleteheader :index 1 :is "X" "2";)"), "as it came");
  EXPECT_EQ(header_after(R"(deleteheader :index 4 "X";)"), "as it came");
  EXPECT_EQ(header_after(R"(deleteheader :index 0 "X";)"), "as it came");
}

TEST_F(EditHeaderTest, IgnoresMatchTypeAndComparatorWithoutPatterns) {
  EXPECT_EQ(header_after(R"(deleteheader :matches :comparator "i;octet" "To"; deleteheader "From";)"),
            "Subject: minutes of monday\r\n");
}

TEST_F(EditHeaderTest, LeavesTheMessageAsItWasAfterAddingAndDeletingTheSame) {
  EXPECT_EQ(header_after(R"(addheader "X-Hello" "World"; deleteheader :index 1 "X-Hello";)"), original);
}

TEST_F(EditHeaderTest, ShowsTheEditedHeaderToTestsAndVariables) {
  EXPECT_EQ(
      actions(R"(require ["editheader", "fileinto", "variables"];
addheader "Subject" "zwölf Größen <a@b.c>";
deleteheader :index 2 "Subject";
if header :matches "subject" "*" { fileinto "${1}"; }
deleteheader "From";
if not exists "From" { fileinto "gone"; }
if address "To" "bob@here.example" { fileinto "there"; })"),
      "fileinto \"zwölf Größen <a@b.c>\" (line 4); fileinto \"gone\" (line 6); fileinto \"there\" (line "
      "7)");
}

TEST_F(EditHeaderTest, MeasuresTheEditedMessage) {
  const auto size = std::to_string(message.size());
  EXPECT_EQ(actions("require [\"editheader\", \"fileinto\"]; if size :over " + size +
                    " { discard; } addheader \"X\" \"y\"; if size :over " + size + " { fileinto \"over\"; }"),
            "fileinto \"over\" (line 1)");
}

TEST_F(EditHeaderTest, GivesEachActionTheMessageOfItsTime) {
  const auto outcome = run(R"(require ["editheader", "fileinto", "copy"];
fileinto "before";
addheader "X" "1";
redirect :copy "kim@home.example";
addheader "X" "2";
fileinto :copy "after";)");
  ASSERT_EQ(outcome.actions.size(), 3U);
  EXPECT_EQ(std::get<FileInto>(outcome.actions[0]).message, nullptr);
  EXPECT_TRUE(std::get<Redirect>(outcome.actions[1]).message->octets().starts_with("X: 1\r\nFrom"));
  EXPECT_TRUE(std::get<FileInto>(outcome.actions[2]).message->octets().starts_with("X: 2\r\nX: 1\r\n"));
}

TEST_F(EditHeaderTest, FilesAnEditedMessageOnceIntoAMailbox) {
  const auto outcome = run("require \"editheader\"; keep; addheader \"X-Flavor\" \"vanilla\"; keep;");
  EXPECT_EQ(outcome.actions.size(), 1U);
}

TEST_F(EditHeaderTest, KeepsTheMessageAsItCameAfterAnError) {
  const auto outcome = run(R"(require ["editheader", "variables"];
addheader "X" "1";
set "name" "not a name";
addheader "${name}" "2";)");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->text, "\"not a name\" is not the name of a header field");
  EXPECT_EQ(std::get<Keep>(outcome.actions.at(0)).message, nullptr);
}

TEST_F(EditHeaderTest, NeverDeletesWhatLoopsAreKnownBy) {
  message = "Received: by x\r\nAuto-Submitted: no\r\nX-Sieve-Redirected-From: a@b.c\r\n" + message;
  EXPECT_EQ(header_after(R"(deleteheader "received"; deleteheader "AUTO-SUBMITTED" "no";
                            deleteheader "X-Sieve-Redirected-From";)"),
            "as it came");
  EXPECT_EQ(header_after(R"(addheader "Received" "by y";)").substr(0, 16), "Received: by y\r\n");
}

TEST_F(EditHeaderTest, IgnoresChangesThatTheSiteForbidsButOfTheSubject) {
  Engine::Settings settings;
  settings.limits.fields_not_added = {"X-Spam", "Subject"};
  settings.limits.fields_not_deleted = {"x-virus", "subject"};
  engine = Engine(settings);
  message = "X-Virus: yes\r\n" + message;
  EXPECT_EQ(header_after(R"(addheader "x-spam" "no"; deleteheader "X-Virus";)"), "as it came");
  EXPECT_EQ(header_after(R"(addheader "X-Virus" "no";)").substr(0, 13), "X-Virus: no\r\n");
  EXPECT_EQ(header_after(R"(deleteheader "Subject"; addheader "Subject" "new";)"),
            "Subject: new\r\nX-Virus: yes\r\nFrom: Ann <ann@sender.example>\r\nTo: bob@here.example\r\n");
}

TEST_F(EditHeaderTest, LetsNoValueBeginAFieldOfItsOwn) {
  const std::string rest(original);
  EXPECT_EQ(header_after("addheader \"X\" \"one\r\nBcc: eve@evil.example\";"),
            "X: one Bcc: eve@evil.example\r\n" + rest);
  EXPECT_EQ(header_after("addheader \"X\" text:\r\none\r\n two\r\n\r\nthree\r\n.\r\n;"),
            "X: one two three\r\n" + rest);
  EXPECT_EQ(header_after(R"(addheader "X" "one${hex: 0d}Bcc: eve@evil.example${hex:0a}";)"),
            "X: one Bcc: eve@evil.example\r\n" + rest);
  EXPECT_EQ(first_fault("require [\"editheader\", \"encoded-character\"];\naddheader \"X\" \"a${hex:00}b\";"),
            "2:15 the value of the field holds control characters");
  EXPECT_EQ(header_after(R"(set "v" "${hex:01}"; addheader "X" "${v}";)"),
            "error 2: addheader: the value of the field holds control characters");
}

TEST_F(EditHeaderTest, EncodesWhatIsNotAsciiAndFoldsWhatIsLong) {
  EXPECT_EQ(
      header_after(R"(deleteheader "To"; deleteheader "Subject"; addheader "From" "Öl & Söhne <a@b.c>";)"),
      "From: =?utf-8?b?w5Zs?= & =?utf-8?b?U8O2aG5l?= <a@b.c>\r\nFrom: Ann <ann@sender.example>\r\n");
  const std::string words =
      "twelve letters is what twenty of these words have, which makes for a long line of them";
  const auto header = header_after("addheader \"X\" \"" + words + "\";");
  EXPECT_EQ(
      header.substr(0, header.find("From")),
      "X: twelve letters is what twenty of these words have, which makes for a long\r\n line of them\r\n");
  EXPECT_EQ(
      header_after(R"(addheader "Subject" "=?utf-8?q?Gr=C3=BC=C3=9Fe?="; deleteheader :index 2 "Subject";
                            deleteheader :contains "From" "ann"; deleteheader "To";)"),
      "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n");
}

TEST_F(EditHeaderTest, RefusesAValueThatIsTooLong) {
  EXPECT_TRUE(accepts("require \"editheader\"; addheader \"X\" \"" + std::string(2048, 'x') + "\";"));
  EXPECT_EQ(first_fault("require \"editheader\"; addheader \"X\" \"" + std::string(2049, 'x') + "\";"),
            "1:37 the value of the field is longer than 2048 octets");
}

TEST_F(EditHeaderTest, IsCheckedBeforeItRuns) {
  const auto fault = [&](std::string_view command) {
    return first_fault("require \"editheader\";\n" + std::string(command));
  };
  EXPECT_EQ(fault("addheader \"X y\" \"1\";"), "2:11 \"X y\" is not the name of a header field");
  EXPECT_EQ(fault("addheader \"X:\" \"1\";"), "2:11 \"X:\" is not the name of a header field");
  EXPECT_EQ(fault("addheader \"\" \"1\";"), "2:11 \"\" is not the name of a header field");
  EXPECT_EQ(fault("deleteheader \"Xé\";"), "2:14 \"Xé\" is not the name of a header field");
  EXPECT_EQ(fault("deleteheader :last \"X\";"), "2:14 :last needs :index");
  EXPECT_NE(fault("addheader \"X\";"), "");
  EXPECT_NE(fault("addheader :index 1 \"X\" \"1\";"), "");
  EXPECT_NE(fault("deleteheader :is :contains \"X\" \"1\";"), "");
  EXPECT_NE(first_fault("addheader \"X\" \"1\";"), "") << "without require";
}

TEST_F(EditHeaderTest, WorksOnAMessageWithoutABodyAndWithoutAHeader) {
  message = "Subject: only\r\n";
  auto outcome = run("require \"editheader\"; addheader :last \"X\" \"1\";");
  EXPECT_EQ(std::get<Keep>(outcome.actions.at(0)).message->octets(), "Subject: only\r\nX: 1\r\n\r\n");
  message = "\r\nonly a body\r\n";
  outcome = run("require \"editheader\"; addheader \"X\" \"1\";");
  EXPECT_EQ(std::get<Keep>(outcome.actions.at(0)).message->octets(), "X: 1\r\n\r\nonly a body\r\n");
  message = "Subject: x\n\nbare line feeds\n";
  outcome = run("require \"editheader\"; deleteheader \"Subject\";");
  EXPECT_EQ(std::get<Keep>(outcome.actions.at(0)).message->octets(), "\r\nbare line feeds\n");
}

TEST_F(EditHeaderTest, CopiesALargeBodyOnlyForActionsAndWithinALimit) {
  Engine::Settings settings;
  settings.limits.edited_octets = 3 << 20;
  engine = Engine(settings);
  message += std::string(1 << 20, 'x');
  std::string tests = "require [\"editheader\", \"fileinto\"];\n";
  for (int i = 0; i < 100; ++i) tests += "addheader \"X\" \"y\"; if not header \"X\" \"y\" { discard; }\n";
  EXPECT_EQ(actions(tests), "implicit keep");
  std::string files = "require [\"editheader\", \"fileinto\"];\n";
  for (int i = 0; i < 4; ++i) files += "addheader \"X\" \"y\"; fileinto \"" + std::to_string(i) + "\";\n";
  EXPECT_EQ(actions(files),
            "error 4: the versions of the message that the script makes are larger than 3145728 octets");
}

// What they are found as takes more room than they do.
TEST_F(EditHeaderTest, CountsTheFieldsOfEachVersion) {
  Engine::Settings settings;
  settings.limits.edited_octets = 2 << 20;
  engine = Engine(settings);
  std::string many;
  for (int i = 0; i < 9000; ++i) many += "X:\r\n";
  const std::string script =
      "require \"editheader\";"
      "addheader \"A\" \"1\"; addheader \"A\" \"2\"; addheader \"A\" \"3\"; addheader \"A\" \"4\";";
  message = "X: " + std::string(many.size(), 'x') + "\r\n\r\n";
  EXPECT_EQ(actions(script), "implicit keep");
  message = many + "\r\n";
  EXPECT_EQ(actions(script),
            "error 1: the versions of the message that the script makes are larger than 2097152 octets");
}

}  // namespace
}  // namespace sieve
