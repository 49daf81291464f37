// Printing scripts in the canonical layout.

#include "sieve/print.hpp"

#include <algorithm>
#include <filesystem>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

namespace fs = std::filesystem;

/// The layout of a script that means the same, and is its own layout.
std::string layout(std::string_view script) {
  std::vector<Fault> faults;
  auto out = printed(script, {}, faults);
  if (!out) return "refused: " + on_one_line(faults.at(0));
  const auto again = printed(*out, {}, faults);
  EXPECT_EQ(again.value_or("refused"), *out) << "not the layout of itself";
  const auto before = syntax::parse(script, Lines(script), {}, faults);
  const auto after = syntax::parse(*out, Lines(*out), {}, faults);
  EXPECT_TRUE(syntax::same(before, after)) << script << "\nbecame\n" << *out;
  return *out;
}

TEST(PrintTest, GivesEachCommandALine) {
  EXPECT_EQ(layout("REQUIRE  [ \"a\",\"b\" ] ;KEEP;if   NOT anyof(True,size:over 1k){stop;}"),
            "require [\"a\", \"b\"];\nkeep;\nif not anyof (true, size :over 1K) {\n  stop;\n}\n");
  EXPECT_EQ(layout(""), "");
  EXPECT_EQ(layout("\n\n"), "");
}

TEST(PrintTest, ChainsElsifAndElse) {
  EXPECT_EQ(layout("if true\n{\n}\nelsif false\n{ keep; }\n\nelse { if true {stop;} }"),
            "if true {} elsif false {\n  keep;\n} else {\n  if true {\n    stop;\n  }\n}\n");
  EXPECT_EQ(layout("if true { keep; } # why\nelse { stop; }"),
            "if true {\n  keep;\n} # why\nelse {\n  stop;\n}\n");
}

TEST(PrintTest, KeepsOneEmptyLineBetweenCommands) {
  EXPECT_EQ(
      layout("\n\nkeep;\n\n\n\nkeep;\nkeep;\n \t\n# a\n\n\n# b\nif true {\n\n  keep;\n\n  keep;\n\n}\n\n"),
      "keep;\n\nkeep;\nkeep;\n\n# a\n\n# b\nif true {\n  keep;\n\n  keep;\n}\n");
}

TEST(PrintTest, KeepsCommentsWhereTheyStand) {
  EXPECT_EQ(layout("# top\nkeep;# behind\n   # own\n/* one\n   two */ stop; /* a */ # b\nif true { # in\n# "
                   "own\n}\n#end"),
            "# top\nkeep; # behind\n# own\n/* one\n   two */\nstop; /* a */ # b\nif true { # in\n  # "
            "own\n}\n#end\n");
  EXPECT_EQ(layout("/* */"), "/* */\n");
}

TEST(PrintTest, KeepsCommentsWithinACommand) {
  EXPECT_EQ(layout("if /* a */ header # b\n:is \"c\" \"d\" # e\n{ keep/**/; }"),
            "if /* a */ header # b\n    :is \"c\" \"d\" { # e\n  keep; /**/\n}\n");
  EXPECT_EQ(layout("require [ # all\n\"a\", # first\n\n# second\n\"b\" # last\n, \"c\" /* d */ ];"),
            "require [ # all\n  \"a\", # first\n  # second\n  \"b\", # last\n  \"c\" /* d */\n];\n");
  EXPECT_EQ(layout("if anyof # x\n( # y\ntrue # z\n, false) { keep; }"),
            "if anyof # x\n    ( # y\n  true, # z\n  false\n) {\n  keep;\n}\n");
}

TEST(PrintTest, BreaksListsThatDoNotFit) {
  const std::string name(30, 'x');
  const std::string tests = "header :is \"subject\" \"" + name + "\"";
  EXPECT_EQ(layout("if anyof (" + tests + "," + tests + ") { keep; }"),
            "if anyof (\n  " + tests + ",\n  " + tests + "\n) {\n  keep;\n}\n");
  EXPECT_EQ(layout("x [\"" + name + "\", \"" + name + "\", \"" + name + "\"] \"y\";"),
            "x [\n  \"" + name + "\",\n  \"" + name + "\",\n  \"" + name + "\"\n] \"y\";\n");
}

TEST(PrintTest, FillsEightyColumnsOfCharacters) {
  const std::string fits = "x \"" + std::string(75, 'y') + "\";\n";
  EXPECT_EQ(layout(fits), fits);
  const std::string umlauts =
      "redirect \"" + base::text::replaced(std::string(68, 'y'), "y", "\xC3\xA4") + "\";\n";
  EXPECT_EQ(layout(umlauts), umlauts);
  const std::string text(40, 'y');
  EXPECT_EQ(layout("notify :message \"" + text + "\" :importance \"1\" \"" + text + "\";"),
            "notify :message \"" + text + "\" :importance \"1\"\n    \"" + text + "\";\n");
  EXPECT_EQ(layout("notify \"" + text + "\" :message \"" + text + "\";"),
            "notify \"" + text + "\"\n    :message \"" + text + "\";\n");
}

TEST(PrintTest, KeepsTheOctetsOfStrings) {
  EXPECT_EQ(layout("set  \"a\\d\\\\\" \"two  \nlines\";"), "set \"a\\d\\\\\" \"two  \nlines\";\n");
  EXPECT_EQ(layout("vacation TEXT:   # why  \n..stuffed \n.x\n\n.\n;"),
            "vacation text: # why\n..stuffed \n.x\n\n.\n;\n");
  EXPECT_EQ(layout("if true { x [text:\na\n.\n,\"b\"] text:\nc\n.\n\"d\"; }"),
            "if true {\n  x [\n    text:\na\n.\n    ,\n    \"b\"\n  ] text:\nc\n.\n      \"d\";\n}\n");
}

TEST(PrintTest, EndsLinesAsTheFirstOneEnds) {
  EXPECT_EQ(layout("keep;\r\n/* a\n b */ x text:\nb\r\n.\n;"),
            "keep;\r\n/* a\r\n b */\r\nx text:\r\nb\r\n.\r\n;\r\n");
  EXPECT_EQ(layout("keep;\nx \"a\r\nb\";"), "keep;\nx \"a\nb\";\n");
}

TEST(PrintTest, RefusesWhatCannotBeRead) {
  EXPECT_EQ(
      layout("keep"),
      "refused: line 1, column 4: error: expected ';' or a block after this, found the end of the script "
      "(commands end with ';')");
}

/// Comments and numbers as they stand, letters of words without their case.
std::string words(std::string_view script) {
  std::string out;
  for (const char c : script)
    if (std::string_view(" \t\r\n;,{").find(c) == std::string_view::npos) out += base::text::lower(c);
  std::ranges::sort(out);
  return out;
}

// Scripts that people wrote. Nothing but white space is lost, nor made.
TEST(PrintTest, LosesNothingOfTheScriptsOfTheTests) {
  std::size_t printed_scripts = 0;
  for (const auto* folder : {"tests/scripts", "tests/svtest"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / folder)) {
      const auto kind = entry.path().extension();
      if (kind != ".sieve" && kind != ".svtest") continue;
      SCOPED_TRACE(entry.path().string());
      const auto script = base::read_file(entry.path());
      const auto out = layout(script);
      if (out.starts_with("refused: ")) continue;
      EXPECT_EQ(words(script), words(out));
      ++printed_scripts;
    }
  EXPECT_GT(printed_scripts, 100U);
}

}  // namespace
}  // namespace sieve
