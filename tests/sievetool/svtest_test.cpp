// Every test file under tests/svtest: those in failing/ give what NAME.expect says and fail, the others pass.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "tests/sievetool/fixture.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

fs::path root() {
  return fs::path(SOURCE_DIR) / "tests/svtest";
}

std::vector<std::string> files() {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(root()))
    if (entry.path().extension() == ".svtest") found.push_back(fs::relative(entry.path(), root()).string());
  std::ranges::sort(found);
  return found;
}

std::string content(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

class SvtestTest : public CommandLineTest, public testing::WithParamInterface<std::string> {};

TEST_P(SvtestTest, GivesWhatIsExpected) {
  const fs::path path = root() / GetParam();
  const int status = call({"test", path.string()});
  if (!GetParam().starts_with("failing/")) {
    EXPECT_EQ(status, 0) << output << errors;
    EXPECT_FALSE(output.starts_with("0 passed")) << "it tests nothing";
    return;
  }
  EXPECT_EQ(status, 1);
  EXPECT_EQ(base::text::replaced(output, path.string(), path.filename().string()),
            content(fs::path(path).replace_extension(".expect")));
}

// One that is not there is refused like one with errors: a wrong name would pass unnoticed.
TEST_P(SvtestTest, HasTheScriptsThatItCompiles) {
  constexpr std::string_view compile = "test_script_compile \"";
  const fs::path path = root() / GetParam();
  const std::string text = content(path);
  for (auto at = text.find(compile); at != std::string::npos; at = text.find(compile, at)) {
    at += compile.size();
    const auto script = text.substr(at, text.find('"', at) - at);
    if (fs::path(script).stem() != "missing") EXPECT_TRUE(fs::exists(path.parent_path() / script)) << script;
  }
}

INSTANTIATE_TEST_SUITE_P(All, SvtestTest, testing::ValuesIn(files()), [](const auto& one) {
  std::string name = one.param.substr(0, one.param.size() - 7);
  std::ranges::replace_if(
      name, [](char c) { return !base::text::is_alpha(c) && !base::text::is_digit(c); }, '_');
  return name;
});

TEST_F(SvtestTest, ShowsTheNameOfEachOfSeveralFiles) {
  const std::string good = (root() / "testsuite/message.svtest").string();
  const std::string bad = (root() / "failing/error.svtest").string();
  EXPECT_EQ(call({"test", good, bad, "/no/such/file.svtest"}), 1);
  EXPECT_TRUE(output.starts_with("# " + good + "\nok ")) << output;
  EXPECT_NE(output.find("\n# " + bad + "\nok before\nFAIL " + bad + ": line 4: "), std::string::npos)
      << output;
  EXPECT_NE(output.find("\nFAIL /no/such/file.svtest: "), std::string::npos) << output;
  EXPECT_TRUE(output.ends_with(" passed, 2 failed\n")) << output;
}

TEST_F(SvtestTest, PrintsJson) {
  EXPECT_EQ(call({"test", "--json", (root() / "failing/error.svtest").string()}), 1);
  EXPECT_NE(output.find(R"("passed":false,"tests":[{"name":"before","passed":true}],"reason":"line 4: )"),
            std::string::npos)
      << output;
}

TEST_F(SvtestTest, WantsAFile) {
  EXPECT_EQ(call({"test"}), exit_usage);
}

}  // namespace
}  // namespace sievetool
