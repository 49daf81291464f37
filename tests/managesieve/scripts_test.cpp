// The commands about scripts (RFC 5804 sections 2.5 to 2.12).

#include "tests/managesieve/server.hpp"

namespace managesieve {
namespace {

class ScriptsTest : public ServerTest {
 protected:
  static std::string put(const std::string& name, const std::string& text) {
    return "PUTSCRIPT \"" + name + "\" {" + std::to_string(text.size()) + "+}\r\n" + text + "\r\n";
  }
};

TEST_F(ScriptsTest, PutScriptStoresTheOctetsAsTheyCame) {
  const std::string text = "# r\xC3\xA9sum\xC3\xA9\r\nkeep;\n";
  EXPECT_EQ(answers_to_alice(put("main", text)), "OK\r\n");
  EXPECT_EQ(text_of("main"), text);
  EXPECT_EQ(answers_to_alice("GETSCRIPT \"main\"\r\n"),
            "{" + std::to_string(text.size()) + "}\r\n" + text + "\r\nOK\r\n");
}

TEST_F(ScriptsTest, PutScriptOverwritesButNeverWithABadScript) {
  EXPECT_EQ(answers_to_alice(put("main", "keep;") + put("main", "bad")),
            "OK\r\nNO {26}\r\nline 1: bad\r\nline 2: worse\r\n");
  EXPECT_EQ(text_of("main"), "keep;");
  EXPECT_EQ(answers_to_alice(put("main", "discard;")), "OK\r\n");
  EXPECT_EQ(text_of("main"), "discard;");
}

TEST_F(ScriptsTest, PutScriptTellsWarnings) {
  EXPECT_EQ(answers_to_alice(put("main", "odd")), "OK (WARNINGS) \"line 3: odd\"\r\n");
  EXPECT_EQ(text_of("main"), "odd");
}

TEST_F(ScriptsTest, PutScriptRefusesNothingAndBadNames) {
  EXPECT_EQ(answers_to_alice(put("main", "")), "NO \"a script must not be empty\"\r\n");
  EXPECT_TRUE(answers_to_alice(put("", "keep;")).starts_with("NO "));
  EXPECT_TRUE(answers_to_alice("PUTSCRIPT {3+}\r\na\tb \"keep;\"\r\n").starts_with("NO "));
  EXPECT_TRUE(
      answers_to_alice("PUTSCRIPT {513+}\r\n" + std::string(513, 'a') + " \"keep;\"\r\n").starts_with("NO "));
}

TEST_F(ScriptsTest, PutScriptNeverActivates) {
  EXPECT_EQ(answers_to_alice(put("main", "keep;") + "LISTSCRIPTS\r\n"), "OK\r\n\"main\"\r\nOK\r\n");
}

TEST_F(ScriptsTest, ATooLargeScriptIsRefusedAndReadOver) {
  service.limits.script_octets = 30000;
  EXPECT_EQ(answers_to_alice(put("main", std::string(30001, '#')) + "NOOP\r\n"),
            "NO (QUOTA/MAXSIZE) \"an argument is too large\"\r\nOK \"NOOP completed\"\r\n");
  EXPECT_EQ(answers_to_alice(put("main", std::string(30000, '#'))), "OK\r\n");
}

TEST_F(ScriptsTest, HaveSpaceNamesTheQuotaThatIsInTheWay) {
  service.limits.script_octets = 100;
  service.limits.scripts = {.scripts = 2, .octets = 150};
  EXPECT_EQ(answers_to_alice("HAVESPACE \"a\" 100\r\n"), "OK\r\n");
  EXPECT_EQ(answers_to_alice("HAVESPACE \"a\" 101\r\n"),
            "NO (QUOTA/MAXSIZE) \"a script may have 100 octets at most\"\r\n");
  EXPECT_EQ(answers_to_alice(put("a", std::string(90, '#'))), "OK\r\n");
  EXPECT_EQ(answers_to_alice("HAVESPACE \"b\" 61\r\n"),
            "NO (QUOTA) \"all scripts together may have 150 octets at most\"\r\n");
  EXPECT_EQ(answers_to_alice("HAVESPACE \"a\" 100\r\n"), "OK\r\n") << "it would be replaced";
  EXPECT_EQ(answers_to_alice(put("b", "keep;")), "OK\r\n");
  EXPECT_EQ(answers_to_alice("HAVESPACE \"c\" 1\r\n"),
            "NO (QUOTA/MAXSCRIPTS) \"an account may have 2 scripts at most\"\r\n");
  EXPECT_TRUE(answers_to_alice(put("c", "keep;")).starts_with("NO (QUOTA/MAXSCRIPTS)"));
}

TEST_F(ScriptsTest, HaveSpaceTakesANumber) {
  EXPECT_TRUE(answers_to_alice("HAVESPACE \"a\" \"1\"\r\n").starts_with("NO "));
  EXPECT_TRUE(answers_to_alice("HAVESPACE \"a\" 4294967296\r\n").starts_with("NO "));
}

TEST_F(ScriptsTest, SetActiveMovesTheMarkAndTakesItAway) {
  const std::string two = put("a", "keep;") + put("b", "keep;");
  EXPECT_EQ(answers_to_alice(two + "SETACTIVE \"b\"\r\nLISTSCRIPTS\r\n"),
            "OK\r\nOK\r\nOK\r\n\"a\"\r\n\"b\" ACTIVE\r\nOK\r\n");
  EXPECT_EQ(answers_to_alice("SETACTIVE \"a\"\r\nLISTSCRIPTS\r\n"), "OK\r\n\"a\" ACTIVE\r\n\"b\"\r\nOK\r\n");
  EXPECT_EQ(answers_to_alice("SETACTIVE \"\"\r\nSETACTIVE \"\"\r\nLISTSCRIPTS\r\n"),
            "OK\r\nOK\r\n\"a\"\r\n\"b\"\r\nOK\r\n");
  EXPECT_EQ(answers_to_alice("SETACTIVE \"c\"\r\n"), "NO (NONEXISTENT) \"no such script\"\r\n");
}

TEST_F(ScriptsTest, DeleteScriptSparesTheActiveOne) {
  EXPECT_EQ(answers_to_alice(put("a", "keep;") + "SETACTIVE \"a\"\r\nDELETESCRIPT \"a\"\r\n"),
            "OK\r\nOK\r\nNO (ACTIVE) \"you may not delete an active script\"\r\n");
  EXPECT_EQ(answers_to_alice("SETACTIVE \"\"\r\nDELETESCRIPT \"a\"\r\nDELETESCRIPT \"a\"\r\n"),
            "OK\r\nOK\r\nNO (NONEXISTENT) \"no such script\"\r\n");
}

TEST_F(ScriptsTest, RenameScriptKeepsItActive) {
  EXPECT_EQ(answers_to_alice(put("a", "keep;") + put("b", "keep;") +
                             "SETACTIVE \"a\"\r\nRENAMESCRIPT \"a\" \"c\"\r\nLISTSCRIPTS\r\n"),
            "OK\r\nOK\r\nOK\r\nOK\r\n\"b\"\r\n\"c\" ACTIVE\r\nOK\r\n");
  EXPECT_TRUE(answers_to_alice("RENAMESCRIPT \"b\" \"c\"\r\n").starts_with("NO (ALREADYEXISTS)"));
  EXPECT_TRUE(answers_to_alice("RENAMESCRIPT \"a\" \"d\"\r\n").starts_with("NO (NONEXISTENT)"));
}

TEST_F(ScriptsTest, GetScriptOfAnUnknownName) {
  EXPECT_EQ(answers_to_alice("GETSCRIPT \"a\"\r\n"), "NO (NONEXISTENT) \"no such script\"\r\n");
  EXPECT_TRUE(answers_to_alice("GETSCRIPT \"\"\r\n").starts_with("NO ")) << "not the active one";
}

TEST_F(ScriptsTest, ListsNamesThatNeedALiteralOrEscapes) {
  EXPECT_EQ(answers_to_alice("PUTSCRIPT \"clever\\\"script\" \"keep;\"\r\nLISTSCRIPTS\r\n"),
            "OK\r\n\"clever\\\"script\"\r\nOK\r\n");
}

TEST_F(ScriptsTest, ScriptsOfAnAccountAreCheckedInItsLane) {
  answers_to_alice("CHECKSCRIPT {5+}\r\nkeep;\r\nPUTSCRIPT \"a\" {5+}\r\nkeep;\r\n");
  EXPECT_EQ(checked_for, (std::vector<std::string>{"alice@example.org", "alice@example.org"}));
}

TEST_F(ScriptsTest, CheckScriptStoresNothingAndKnowsNoQuota) {
  service.limits.scripts = {.scripts = 0, .octets = 0};
  EXPECT_EQ(answers_to_alice("CHECKSCRIPT \"keep;\"\r\nLISTSCRIPTS\r\n"), "OK\r\nOK\r\n");
  EXPECT_EQ(answers_to_alice("CHECKSCRIPT {5+}\r\nodd\r\n\r\n"), "OK (WARNINGS) \"line 3: odd\"\r\n");
  EXPECT_TRUE(answers_to_alice("CHECKSCRIPT \"bad\"\r\n").starts_with("NO {"));
}

TEST_F(ScriptsTest, ATroubleOfTheStoreIsTryLater) {
  accounts.failure = std::nullopt;
  with_client([&](net::Connection& client) -> net::Task<> {
    for (;;) {
      const auto line = co_await client.read_line(2000, soon());
      if (line->starts_with("OK")) break;
    }
    co_await client.write("AUTHENTICATE \"PLAIN\" \"" +
                          base::text::base64(std::string("\0alice@example.org\0secret", 25)) + "\"\r\n");
    const auto login = co_await client.read_line(2000, soon());
    EXPECT_TRUE(login->starts_with("OK"));
    accounts.failure = base::fail(base::Errc::no_space, "the disk is full");
    co_await client.write(put("main", "keep;"));
    const auto answer = co_await client.read_line(2000, soon());
    EXPECT_EQ(answer.value(), "NO (TRYLATER) \"the disk is full\"");
  });
}

}  // namespace
}  // namespace managesieve
