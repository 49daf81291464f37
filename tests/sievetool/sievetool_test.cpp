// sievetool: exit status and output of its subcommands.

#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "tests/sievetool/fixture.hpp"

namespace sievetool {
namespace {

class SievetoolTest : public CommandLineTest {
 protected:
  std::string file(const std::string& name, const std::string& content) {
    const auto path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  base::TemporaryFolder folder;
};

TEST_F(SievetoolTest, ChecksSilentlyWhatIsRight) {
  EXPECT_EQ(call({"check", file("a.sieve", "keep;\n")}), 0);
  EXPECT_EQ(output + errors, "");
}

TEST_F(SievetoolTest, ExitsWith65OnErrorsOfAnyFile) {
  EXPECT_EQ(call({"check", file("a.sieve", "kepp;\n"), file("b.sieve", "keep;\n")}), exit_data);
  EXPECT_NE(errors.find("a.sieve:1:1: error: unknown command \"kepp\""), std::string::npos) << errors;
}

TEST_F(SievetoolTest, ExitsWith66ForAFileThatIsNotThere) {
  EXPECT_EQ(call({"check", folder.path().string() + "/none"}), exit_no_input);
  EXPECT_EQ(call({"check", folder.path().string()}), exit_no_input);
}

TEST_F(SievetoolTest, PrintsFaultsAsJson) {
  EXPECT_EQ(call({"check", "--json", file("a.sieve", "kepp;")}), exit_data);
  const auto parsed = boost::json::parse(output);
  EXPECT_EQ(parsed.at(0).at("faults").at(0).at("hint"), "did you mean \"keep\"?");
}

TEST_F(SievetoolTest, PrintsTheActionsOfARun) {
  const auto script =
      file("a.sieve", "require [\"fileinto\", \"mailbox\"];\nif mailboxexists \"W\" { fileinto \"W\"; }");
  const auto message = file("m.eml", "Subject: x\n\nbody\n");
  EXPECT_EQ(call({"run", "--mailbox", "W", script, message}), 0);
  EXPECT_EQ(output, "fileinto \"W\" (line 2)\n");
  EXPECT_EQ(call({"run", script, message}), 0);
  EXPECT_EQ(output, "implicit keep\n");
}

TEST_F(SievetoolTest, TakesTheEnvelopeOfTheMessage) {
  const auto script = file("a.sieve",
                           "require [\"envelope\", \"variables\", \"fileinto\"];\n"
                           "if envelope :matches \"from\" \"*\" { set \"f\" \"${0}\"; }\n"
                           "if envelope :matches \"to\" \"*\" { fileinto \"${f} ${0}\"; }\n");
  const auto message =
      file("m.eml", "Return-Path: <a@b.example>\nFrom: x@y.example\nTo: Ann <c@d.example>\n\n");
  EXPECT_EQ(call({"run", script, message}), 0);
  EXPECT_EQ(output, "fileinto \"a@b.example c@d.example\" (line 3)\n");
  EXPECT_EQ(call({"run", "--envelope-from", "", "--envelope-to", "e@f.example", script, message}), 0);
  EXPECT_EQ(output, "fileinto \" e@f.example\" (line 3)\n");
  EXPECT_EQ(call({"run", script, file("n.eml", "\n")}), 0);
  EXPECT_EQ(output, "fileinto \"sender@example.com recipient@example.com\" (line 3)\n");
}

TEST_F(SievetoolTest, FindsIncludedScriptsBesideTheScriptAndInAFolder) {
  const auto script =
      file("a.sieve", "require \"include\"; include \"mine\"; include :global :optional \"ours\";");
  const auto message = file("m.eml", "\n");
  EXPECT_EQ(call({"run", script, message}), exit_data);
  EXPECT_NE(errors.find("mine"), std::string::npos) << errors;
  file("mine.sieve", "require \"fileinto\"; fileinto \"mine\";");
  EXPECT_EQ(call({"run", script, message}), 0);
  EXPECT_EQ(output, "fileinto \"mine\" (line 1)\n");
  std::filesystem::create_directory(folder.path() / "global");
  file("global/ours.sieve", "require \"fileinto\"; fileinto \"ours\";");
  const auto global = (folder.path() / "global").string();
  EXPECT_EQ(call({"run", "--global-scripts", global, script, message}), 0);
  EXPECT_EQ(output, "fileinto \"mine\" (line 1)\nfileinto \"ours\" (line 1)\n");
  file("mine.sieve", "kepp;");
  EXPECT_EQ(call({"run", script, message}), exit_data);
  EXPECT_NE(errors.find("mine.sieve:1:1: error: unknown command \"kepp\""), std::string::npos) << errors;
}

TEST_F(SievetoolTest, WarnsWhereScriptsAreCheckedAlone) {
  const auto script = file("a.sieve", "require \"fileinto\"; keep;");
  EXPECT_EQ(call({"check", script}), 0);
  EXPECT_NE(errors.find("warning"), std::string::npos);
  EXPECT_EQ(call({"run", script, file("m.eml", "\n")}), 0);
  EXPECT_EQ(errors, "");
}

TEST_F(SievetoolTest, TellsTheErrorLogOfATestThatFailed) {
  file("broken.sieve", "kepp;");
  const auto test = file("a.svtest",
                         "require \"vnd.dovecot.testsuite\";\n"
                         "test \"a\" { if not test_script_compile \"broken.sieve\" { test_fail \"no\"; } }\n"
                         "test \"b\" { test_fail \"no\"; }\n");
  EXPECT_EQ(call({"test", test}), 1);
  EXPECT_NE(errors.find("error log: "), std::string::npos) << errors;
  EXPECT_NE(errors.find("unknown command \"kepp\""), std::string::npos) << errors;
  EXPECT_EQ(call({"test", "--json", test}), 1);
  const auto blocks = boost::json::parse(output).at(0).at("tests");
  EXPECT_EQ(blocks.at(0).at("error_log").as_array().size(), 2U);
  EXPECT_FALSE(blocks.at(1).as_object().contains("error_log")) << "it is of the block before it";
}

TEST_F(SievetoolTest, TellsOfSettingsThatNothingLooksAt) {
  const auto test = file("a.svtest",
                         "require \"vnd.dovecot.testsuite\";\n"
                         "test \"a\" {\n"
                         "test_config_set \"sieve_editheader_forbid_add\" \"subject\";\n"
                         "test_config_set \"sieve_vacation_min_period\" \"1d\"; }\n");
  EXPECT_EQ(call({"test", test}), 0);
  EXPECT_EQ(errors, test + ":3: nothing looks at the setting \"sieve_editheader_forbid_add\"\n");
}

TEST_F(SievetoolTest, TheOwnerHasNoDetail) {
  const auto script = file("a.sieve",
                           "require [\"vnd.dovecot.environment\", \"environment\"];\n"
                           "if environment \"vnd.dovecot.username\" \"bob@b.example\" { discard; }");
  const auto message = file("m.eml", "Envelope-To: bob+lists@b.example\n\n");
  EXPECT_EQ(call({"run", script, message}), 0);
  EXPECT_EQ(output, "discard (line 2)\n");
  EXPECT_EQ(call({"run", "--json", script, message}), 0);
  EXPECT_EQ(boost::json::parse(output).at("envelope").at("to"), "bob+lists@b.example");
}

TEST_F(SievetoolTest, SaysInJsonWhatIsWrong) {
  const auto bad = file("a.sieve", "kepp;");
  const auto message = file("m.eml", "\n");
  EXPECT_EQ(call({"run", "--json", bad, message}), exit_data);
  EXPECT_EQ(boost::json::parse(output).at("faults").at(0).at("line"), 1);
  EXPECT_EQ(call({"bench", "--json", bad, file("mbox", "")}), exit_data);
  EXPECT_EQ(boost::json::parse(output).at("faults").at(0).at("line"), 1);
  const auto none = folder.path().string() + "/none.sieve";
  EXPECT_EQ(call({"check", "--json", none, file("b.sieve", "keep;")}), exit_no_input);
  const auto files = boost::json::parse(output);
  EXPECT_EQ(files.at(0).at("file").as_string(), none);
  EXPECT_EQ(files.at(0).at("ok"), false);
  EXPECT_NE(files.at(0).at("reason").as_string().find("No such file"), std::string::npos);
  EXPECT_EQ(files.at(1).at("ok"), true);
  const auto prints = file("a.svtest",
                           "require \"vnd.dovecot.testsuite\";\n"
                           "test \"a\" { test_message_print; test_result_print; }\n");
  EXPECT_EQ(call({"test", "--json", prints}), 0);
  EXPECT_EQ(boost::json::parse(output).at(0).at("passed"), true);
  EXPECT_NE(errors.find("implicit keep"), std::string::npos);
}

TEST_F(SievetoolTest, WhatCannotBeReadIsJsonToo) {
  const auto script = file("a.sieve", "keep;");
  const auto none = folder.path().string() + "/none";
  for (const auto& words : {std::vector<std::string>{"run", "--json", script, none},
                            std::vector<std::string>{"run", "--json", none, script},
                            std::vector<std::string>{"bench", "--json", script, none},
                            std::vector<std::string>{"bench", "--json", none, none}}) {
    EXPECT_EQ(call(words), exit_no_input);
    EXPECT_NE(boost::json::parse(output).at("reason").as_string().find("none"), std::string::npos) << output;
  }
  EXPECT_EQ(call({"check", "--json", file("\xFF.sieve", "keep;"), folder.path().string() + "/\xFF"}),
            exit_no_input);
  EXPECT_EQ(boost::json::parse(output).as_array().size(), 2U);
}

TEST_F(SievetoolTest, AFileWithoutATestPassesAndSaysSo) {
  const auto script = file("a.sieve", "keep;");
  EXPECT_EQ(call({"test", script}), 0);
  EXPECT_EQ(output, "0 passed, 0 failed\n");
  EXPECT_EQ(errors, script + ": 0 of 0 tests ran\n");
  const auto stops = file(
      "a.svtest", "require \"vnd.dovecot.testsuite\"; test \"a\" { stop; } test \"b\" { test_fail \"x\"; }");
  EXPECT_EQ(call({"test", stops}), 0);
  EXPECT_EQ(errors, stops + ": 1 of 2 tests ran\n");
}

TEST_F(SievetoolTest, RefusesWhatCannotBeMeant) {
  EXPECT_EQ(call({"run", "-", "-"}), exit_usage);
  const auto script = file("a.sieve", "keep;");
  EXPECT_EQ(call({"run", "--global-scripts", folder.path().string() + "/none", script, file("m.eml", "\n")}),
            exit_no_input);
}

TEST_F(SievetoolTest, BenchIncludesAndSaysWhyAScriptFails) {
  const auto script = file("a.sieve", "require \"include\"; include \"b\";");
  const auto mbox = file("mbox", "From a\nSubject: x\n\n\nFrom a\nSubject: y\n\n");
  EXPECT_EQ(call({"bench", script, mbox}), 0);
  EXPECT_NE(output.find("the script failed on 2: include: there is no script \"b\""), std::string::npos)
      << output;
  file("b.sieve", "discard;");
  EXPECT_EQ(call({"bench", script, mbox}), 0);
  EXPECT_EQ(output.find("failed"), std::string::npos) << output;
}

TEST_F(SievetoolTest, TakesDevicesToBeOnlineThatAreNamed) {
  const auto script = file("a.sieve",
                           "require \"enotify\";\n"
                           "if notify_method_capability \"device:phone\" \"Online\" \"yes\" { discard; }");
  const auto message = file("m.eml", "\n");
  EXPECT_EQ(call({"run", "--device", "tablet", "--device", "phone", script, message}), 0);
  EXPECT_EQ(output, "discard (line 2)\n");
  EXPECT_EQ(call({"run", "--device", "tablet", script, message}), 0);
  EXPECT_EQ(output, "implicit keep\n");
}

TEST_F(SievetoolTest, ShowsATraceWithLines) {
  EXPECT_EQ(call({"run", "--trace", file("a.sieve", "if true {\n  discard;\n}"), file("m.eml", "\n")}), 0);
  EXPECT_EQ(output,
            "      | from <sender@example.com> to <recipient@example.com>\n    1 | true: true\n    2 | "
            "discard (line 2)\ndiscard (line 2)\n");
}

TEST_F(SievetoolTest, ExitsWith65WhenTheScriptFails) {
  const auto script = file("a.sieve", "require \"enotify\";\nnotify \"xmpp:a@b\";");
  EXPECT_EQ(call({"run", "--json", script, file("m.eml", "\n")}), exit_data);
  const auto parsed = boost::json::parse(output);
  EXPECT_EQ(parsed.at("error").at("line"), 2);
  EXPECT_EQ(parsed.at("actions").at(0).at("implicit"), true);
}

TEST_F(SievetoolTest, GivesTheEnvelopeToTheScript) {
  const auto script = file("a.sieve", "require \"envelope\"; if envelope \"from\" \"\" { discard; }");
  EXPECT_EQ(call({"run", "--envelope-from", "", script, file("m.eml", "\n")}), 0);
  EXPECT_EQ(output, "discard (line 1)\n");
  EXPECT_EQ(call({"run", "--envelope-to", "@", script, file("m.eml", "\n")}), exit_usage);
}

TEST_F(SievetoolTest, PrintsTheLayoutOfScripts) {
  const auto ugly = file("a.sieve", "KEEP ;stop;");
  EXPECT_EQ(call({"fmt", ugly, file("b.sieve", "stop;\n")}), 0);
  EXPECT_EQ(output, "keep;\nstop;\nstop;\n");
  EXPECT_EQ(base::read_file(ugly), "KEEP ;stop;");
}

TEST_F(SievetoolTest, NamesTheFilesWhoseLayoutDiffers) {
  const auto ugly = file("a.sieve", "KEEP ;");
  EXPECT_EQ(call({"fmt", "--check", ugly, file("b.sieve", "stop;\n")}), 1);
  EXPECT_EQ(output, ugly + "\n");
  EXPECT_EQ(base::read_file(ugly), "KEEP ;");
}

TEST_F(SievetoolTest, RewritesOnlyFilesThatChange) {
  namespace fs = std::filesystem;
  const fs::path ugly = file("a.sieve", "KEEP ;");
  const fs::path link = folder.path() / "link.sieve";
  fs::create_symlink("a.sieve", link);
  const auto mode = static_cast<fs::perms>(0664);
  fs::permissions(ugly, mode);
  EXPECT_EQ(call({"fmt", "--write", link.string()}), 0);
  EXPECT_EQ(output + errors, "");
  EXPECT_EQ(base::read_file(ugly), "keep;\n");
  EXPECT_EQ(fs::status(ugly).permissions(), mode);
  EXPECT_TRUE(fs::is_symlink(link));
  const auto long_ago = fs::last_write_time(ugly) - std::chrono::hours(1);
  fs::last_write_time(ugly, long_ago);
  EXPECT_EQ(call({"fmt", "--write", ugly.string()}), 0);
  EXPECT_EQ(fs::last_write_time(ugly), long_ago);
}

TEST_F(SievetoolTest, LeavesAScriptWithErrorsAsItIs) {
  const auto broken = file("a.sieve", "KEEP");
  EXPECT_EQ(call({"fmt", "--write", broken}), exit_data);
  EXPECT_NE(errors.find("a.sieve:1:4: error: expected ';'"), std::string::npos) << errors;
  EXPECT_EQ(base::read_file(broken), "KEEP");
  EXPECT_EQ(call({"fmt", "--write", "--check", broken}), exit_usage);
  EXPECT_EQ(call({"fmt", "--write", "-"}), exit_usage);
}

TEST_F(SievetoolTest, ExitsWith73ForAFileThatCannotBeRewritten) {
  const auto ugly = file("a.sieve", "KEEP ;");
  const auto also = file("b.sieve", "STOP ;");
  std::filesystem::create_directory(ugly + ".new");  // where the new content would go first
  EXPECT_EQ(call({"fmt", "--write", ugly, also}), exit_no_output);
  EXPECT_NE(errors.find("a.sieve: cannot be written: "), std::string::npos) << errors;
  EXPECT_EQ(base::read_file(ugly), "KEEP ;");
  EXPECT_EQ(base::read_file(also), "stop;\n");
}

TEST_F(SievetoolTest, ListsExtensions) {
  EXPECT_EQ(call({"extensions"}), 0);
  EXPECT_NE(output.find("fileinto\n"), std::string::npos);
  EXPECT_NE(output.find("notify mailto:\n"), std::string::npos);
}

TEST_F(SievetoolTest, ListsExtensionsAsJson) {
  EXPECT_EQ(call({"extensions"}), 0);
  const std::string lines = output;
  EXPECT_EQ(call({"extensions", "--json"}), 0);
  const auto parsed = boost::json::parse(output);
  std::string same;
  for (const auto& name : parsed.at("extensions").as_array()) same += std::string(name.as_string()) + '\n';
  for (const auto& scheme : parsed.at("notify").as_array())
    same += "notify " + std::string(scheme.as_string()) + ":\n";
  EXPECT_EQ(same, lines);
  EXPECT_EQ(parsed.at("notify").at(0), "mailto");
}

}  // namespace
}  // namespace sievetool
