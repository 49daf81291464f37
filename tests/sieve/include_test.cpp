// include, return and global (RFC 6609).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class IncludeTest : public SieveTest {
 protected:
  void script(const std::string& name, std::string_view text, bool global = false) {
    answers.insert_or_assign(IncludedScript{.global = global, .name = name}, Answer(program(text)));
  }
  void no_script(const std::string& name) {
    answers.insert_or_assign(IncludedScript{.global = false, .name = name}, Answer(IncludedScript::Reply()));
  }
  void broken_script(const std::string& name) {
    answers.insert_or_assign(IncludedScript{.global = false, .name = name},
                             Answer(IncludedScript::Reply(nullptr)));
  }
};

TEST_F(IncludeTest, RunsScriptsOfTheOwnerAndOfTheSite) {
  script("lists", "require \"fileinto\"; fileinto \"mine\";");
  script("lists", "require \"fileinto\"; fileinto \"ours\";", true);
  EXPECT_EQ(
      actions(
          "require \"include\";\ninclude \"lists\"; include :global \"lists\"; include :personal \"lists\";"),
      "fileinto \"mine\" (line 2); fileinto \"ours\" (line 2)");
}

TEST_F(IncludeTest, TheImplicitKeepIsOfAllScripts) {
  script("quiet", "discard;");
  script("nothing", "if false { discard; }");
  EXPECT_EQ(actions("require \"include\"; include \"quiet\";"), "discard (line 1)");
  EXPECT_EQ(actions("require \"include\"; include \"nothing\";"), "implicit keep");
}

TEST_F(IncludeTest, StopEndsAllAndReturnOneScript) {
  script("stops", "if true { stop; }");
  script("returns", "require \"include\"; if true { if true { return; } } discard;");
  EXPECT_EQ(actions("require \"include\"; if true { include \"stops\"; } discard;"), "implicit keep");
  EXPECT_EQ(actions("require [\"include\", \"fileinto\"];\nif true { include \"returns\"; fileinto \"x\"; }"),
            "fileinto \"x\" (line 2)");
  EXPECT_EQ(actions("require \"include\"; if true { return; } discard;"), "implicit keep");
}

TEST_F(IncludeTest, WhatHappensInAnIncludedScriptIsToldWithItsNameAndTheLineOfTheInclude) {
  script("fails", "require \"variables\";\n\nset \"a\" \"1\";\nredirect \"${a}\";");
  script("deep", "require \"include\";\ninclude \"fails\";");
  EXPECT_EQ(actions("require \"include\";\n\n\ninclude \"fails\";"),
            "error 4: script \"fails\" line 4: redirect: \"1\" is no address");
  EXPECT_EQ(actions("require \"include\";\ninclude \"deep\";"),
            "error 2: script \"fails\" line 4: redirect: \"1\" is no address");
  script("tells",
         "require [\"fileinto\", \"vnd.dovecot.debug\"];\nif anyof (false,\n true) {\nfileinto \"x\"; "
         "}\ndebug_log \"y\";");
  tracing = true;
  const auto outcome = run("require \"include\";\n\ninclude \"tells\"; discard;");
  EXPECT_EQ(described(outcome.actions.at(0)), "fileinto \"x\" (line 3)");
  ASSERT_EQ(outcome.remarks.size(), 1U);
  EXPECT_EQ(outcome.remarks[0].line, 3U);
  EXPECT_EQ(outcome.remarks[0].text, "script \"tells\" line 5: debug_log: y");
  std::string trace;
  for (const auto& step : outcome.trace) trace += std::to_string(step.line) + ' ' + step.text + '\n';
  EXPECT_EQ(trace,
            "3 include \"tells\"\n"
            "3 script \"tells\" line 2: false: false\n"
            "3 script \"tells\" line 3: true: true\n"
            "3 script \"tells\" line 2: anyof (false, true): true\n"
            "3 script \"tells\" line 4: fileinto \"x\" (line 3)\n"
            "3 script \"tells\" line 5: debug_log: y\n"
            "3 discard (line 3)\n");
  script("a \"b\"", "require \"variables\"; set \"a\" \"1\"; redirect \"${a}\";", true);
  EXPECT_EQ(actions("require \"include\"; include :global \"a \\\"b\\\"\";"),
            "error 1: global script \"a \\\"b\\\"\" line 1: redirect: \"1\" is no address");
}

TEST_F(IncludeTest, ALoopKeepsItsLine) {
  message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n";
  tracing = true;
  const auto outcome = run("require \"foreverypart\";\nforeverypart {\nif false { stop; }\n}");
  for (const auto& step : outcome.trace)
    if (step.text.find("foreverypart") != std::string::npos) EXPECT_EQ(step.line, 2U) << step.text;
}

TEST_F(IncludeTest, FlagsOfAnIncludedScriptStayAlsoWhereTheIncluderKnowsNoFlags) {
  script("marks", "require \"imap4flags\"; addflag \"seen-by-f2\";");
  EXPECT_EQ(actions("require \"include\"; include \"marks\";"), "implicit keep with flags seen-by-f2");
  EXPECT_EQ(
      actions("require [\"include\", \"fileinto\"];\nfileinto \"a\"; include \"marks\"; fileinto \"b\";"),
      "fileinto \"a\" (line 2); fileinto \"b\" with flags seen-by-f2 (line 2)");
}

TEST_F(IncludeTest, GlobalUsesVariables) {
  EXPECT_EQ(first_fault("require [\"include\", \"variables\"]; global \"a\";"), "");
  EXPECT_EQ(first_fault("require \"include\"; import [\"a\", \"b\"];"),
            "1:27 import needs the extension \"variables\"");
}

TEST_F(IncludeTest, OnceIsOnce) {
  script("files", "require [\"fileinto\", \"variables\", \"include\"]; set \"global.n\" \"${global.n}x\";");
  EXPECT_EQ(actions("require [\"include\", \"variables\", \"fileinto\"];\ninclude :once \"files\"; include "
                    ":once \"files\";\n"
                    "include \"files\"; fileinto \"${global.n}\";"),
            "fileinto \"xx\" (line 3)");
}

TEST_F(IncludeTest, TheMainScriptIsIncludedByItself) {
  script_name = "main";
  EXPECT_EQ(actions("require [\"include\", \"fileinto\"]; include :once \"main\"; fileinto \"a\";"),
            "fileinto \"a\" (line 1)");
  EXPECT_EQ(actions("require \"include\";\ninclude \"main\";"),
            "error 2: include: the script \"main\" would include itself");
  script("main", "discard;", true);
  EXPECT_EQ(actions("require \"include\"; include :global :once \"main\";"), "discard (line 1)");
}

TEST_F(IncludeTest, MissingScriptsFailUnlessOptional) {
  no_script("none");
  EXPECT_EQ(actions("require \"include\";\ninclude \"none\";"),
            "error 2: include: there is no script \"none\"");
  EXPECT_EQ(actions("require \"include\"; include :optional \"none\"; discard;"), "discard (line 1)");
}

TEST_F(IncludeTest, AScriptWithErrorsFailsAlsoWhereOptional) {
  broken_script("torn");
  const std::string why = "error 2: include: the script \"torn\" has errors";
  EXPECT_EQ(actions("require \"include\";\ninclude \"torn\"; discard;"), why);
  EXPECT_EQ(actions("require \"include\";\ninclude :optional \"torn\"; discard;"), why);
}

TEST_F(IncludeTest, RecursionFailsUnlessOnce) {
  script("a", "require \"include\"; include \"b\";");
  script("b", "require \"include\"; include \"a\";");
  script("c", "require \"include\"; include :once \"c\"; discard;");
  EXPECT_EQ(actions("require \"include\"; discard; include \"a\";"),
            "error 1: script \"b\" line 1: include: the script \"a\" would include itself");
  EXPECT_EQ(actions("require \"include\"; include \"c\";"), "discard (line 1)");
}

TEST_F(IncludeTest, LimitsDepthAndNumber) {
  script("leaf", "keep;");
  for (int i = 0; i < 11; ++i)
    script("s" + std::to_string(i), "require \"include\"; include \"s" + std::to_string(i + 1) + "\";");
  script("s10", "keep;");
  EXPECT_EQ(actions("require \"include\"; include \"s1\";"), "keep (line 1)");
  EXPECT_EQ(actions("require \"include\"; include \"s0\";"),
            "error 1: script \"s9\" line 1: include: more than 10 scripts within scripts");
  std::string many = "require \"include\";";
  for (int i = 0; i < 256; ++i) many += "include \"leaf\";";
  EXPECT_EQ(actions(many), "error 1: include: more than 255 scripts are included");
}

TEST_F(IncludeTest, VariablesAreEachScriptsOwn) {
  script("sets", "require \"variables\"; set \"a\" \"theirs\";");
  EXPECT_EQ(actions("require [\"include\", \"variables\", \"fileinto\"]; set \"a\" \"mine\";\n"
                    "include \"sets\"; fileinto \"${a}\";"),
            "fileinto \"mine\" (line 2)");
}

TEST_F(IncludeTest, GlobalVariablesAreShared) {  // the example of section 3.4.1
  script("subject_tests",
         "require [\"include\", \"variables\"]; global [\"test\", \"test_mailbox\"];\n"
         "if header :contains \"Subject\" \"${test}\" { set \"TEST_mailbox\" \"spam-${test}\"; }");
  EXPECT_EQ(
      actions(
          "require [\"fileinto\", \"include\", \"variables\", \"relational\"];\nglobal \"test\";\nglobal "
          "\"test_mailbox\";\nset \"test\" \"$$\";\ninclude \"subject_tests\";\nset \"test\" \"monday\";\n"
          "include \"subject_tests\";\nif string :count \"eq\" \"${test_mailbox}\" \"1\" {\n"
          "fileinto \"${test_mailbox}\"; stop; }"),
      "fileinto \"spam-monday\" (line 9)");
}

TEST_F(IncludeTest, TheNamespaceIsAnotherSyntaxOfTheSame) {
  EXPECT_EQ(
      actions("require [\"variables\", \"include\", \"fileinto\"]; global \"on\";\nset \"global.on\" \"1\";\n"
              "fileinto \"${on}${Global.ON}${global.off}.\";"),
      "fileinto \"11.\" (line 3)");
}

TEST_F(IncludeTest, RefusesWhatCannotBeGlobal) {
  const std::string both = "require [\"include\", \"variables\"]; ";
  EXPECT_EQ(first_fault("require \"include\"; global \"a\";"),
            "1:27 global needs the extension \"variables\"");
  EXPECT_EQ(first_fault("require \"variables\"; global \"a\";"),
            "1:22 global needs the extension \"include\"");
  EXPECT_EQ(first_fault(both + "set \"a\" \"1\"; global \"a\";"),
            "1:55 the variable \"a\" was set before it became global");
  EXPECT_TRUE(accepts(both + "global \"a\"; set \"a\" \"1\"; global \"a\";"));
  for (const auto* wrong :
       {"global \"1\";", "global \"a.b\";", "global \"${a}\";", "set \"global.a.b\" \"1\";",
        "set \"global.12\" \"1\";", "set \"b\" \"${global.a.b}\";"})
    EXPECT_FALSE(accepts(both + wrong)) << wrong;
  EXPECT_FALSE(accepts("require \"variables\"; set \"global.a\" \"1\";"));
}

TEST_F(IncludeTest, NamesAreConstantAndSafe) {
  EXPECT_FALSE(accepts("require [\"include\", \"variables\"]; include \"${a}\";"));
  for (const auto* name : {"", "../x", "a/b", ".hidden", "a\tb", "\u0085", "a\u2028"})
    EXPECT_FALSE(accepts("require \"include\"; include \"" + std::string(name) + "\";")) << name;
  EXPECT_TRUE(accepts("require \"include\"; include \"m\u00E9l \u20AC 1.sieve\";"));
  EXPECT_FALSE(accepts("require \"include\"; include :personal :global \"a\";"));
}

TEST_F(IncludeTest, RequireIsOfOneScript) {
  script("files", "require \"fileinto\"; keep;");
  EXPECT_FALSE(accepts("require \"include\"; include \"files\"; fileinto \"x\";"));
}

TEST_F(IncludeTest, AsksForTheScript) {
  const auto checked = program("require \"include\"; include :global \"x\";");
  const auto result = sieve::run(*checked, mail::Message(message), environment(), {});
  const auto& question = std::get<IncludedScript>(std::get<Question>(result));
  EXPECT_TRUE(question.global);
  EXPECT_EQ(question.name, "x");
}

}  // namespace
}  // namespace sieve
