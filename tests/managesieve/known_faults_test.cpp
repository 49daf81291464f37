// Security faults that ManageSieve servers are known to have had: one test each, which says what the fault
// was. Those of the language: tests/sieve/known_faults_test.cpp.

#include "tests/managesieve/server.hpp"

namespace managesieve {
namespace {

using KnownFaultsTest = ServerTest;

// Names of scripts became paths: a client wrote and read files of others. Here they are names of the account
// that logged in, whatever they look like.
TEST_F(KnownFaultsTest, PathsInNamesOfScripts) {
  mail::AccountId bob;
  run([&]() -> net::Task<> {
    bob = (co_await accounts.put_account({.address = "bob@example.org"})).value();
    const store::ScriptChange change{.name = "main", .text = "# bob's"};
    const auto put = co_await accounts.put_script(bob, change, {});
    EXPECT_TRUE(put);
  });
  for (const std::string name : {"../bob@example.org/main", "/etc/passwd", "..", "../../main.sieve"}) {
    EXPECT_TRUE(answers_to_alice("GETSCRIPT \"" + name + "\"\r\n").starts_with("NO (NONEXISTENT)")) << name;
    EXPECT_EQ(text_of(name), "(none)") << name;
    const auto said = answers_to_alice("PUTSCRIPT \"" + name + "\" \"keep;\"\r\n");
    EXPECT_TRUE(said == "OK\r\n" || said.starts_with("NO ")) << said;
  }
  run([&]() -> net::Task<> {
    const auto script = co_await accounts.script(bob, "main");
    EXPECT_EQ(script->text, "# bob's");
  });
}

// An initial response of AUTHENTICATE that comes as a literal ended the process (Dovecot). One that is larger
// than any response must not be read into memory either.
TEST_F(KnownFaultsTest, LiteralsAsInitialResponse) {
  const auto response = base::text::base64(std::string("\0alice@example.org\0secret", 25));
  const auto literal = "{" + std::to_string(response.size()) + "+}\r\n" + response;
  EXPECT_EQ(answers("AUTHENTICATE \"PLAIN\" " + literal + "\r\n"), "OK \"logged in\"\r\n");
  EXPECT_TRUE(answers("AUTHENTICATE \"PLAIN\" {0+}\r\n\r\n").starts_with("NO"));
  EXPECT_FALSE(answers("AUTHENTICATE \"PLAIN\" {4294967295+}\r\n").starts_with("OK"));
}

// CVE-2019-11500 (Dovecot, Pigeonhole): a NUL in a quoted string was written beyond the end of the buffer.
TEST_F(KnownFaultsTest, NulInQuotedStrings) {
  using namespace std::string_literals;
  EXPECT_FALSE(answers_to_alice("PUTSCRIPT \"a\0b\" \"keep;\"\r\n"s).starts_with("OK"));
  EXPECT_FALSE(answers("AUTHENTICATE \"PLAIN\" \"\\\0\"\r\n"s).starts_with("OK"));
}

// Commands that were sent in the clear behind STARTTLS were taken as if they came encrypted (CVE-2011-1926 in
// Cyrus, and others): StartTlsTest.ForgetsWhatCameBehindTheCommandInTheClear.

}  // namespace
}  // namespace managesieve
