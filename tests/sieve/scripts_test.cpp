// Every script under tests/scripts/<extension>: NAME.sieve run over NAME.eml, or over message.eml if there is
// none, gives what NAME.expect says: the actions with their lines, or the faults with their places. Tests
// that go on to what a user finds in his mailboxes are written in Sieve, under tests/svtest.
//
// Lines of NAME.expect that begin with `given` set up the world (world.hpp). The others are the outcome: each
// action on a line, or `error LINE: TEXT`, or the faults of a script that is refused, each as
// `LINE:COLUMN TEXT`.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "sieve/engine.hpp"
#include "tests/sieve/world.hpp"

namespace sieve {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

fs::path root() {
  return fs::path(SOURCE_DIR) / "tests/scripts";
}

/// What travels has CRLF.
std::string message_for(const fs::path& script) {
  const auto own = fs::path(script).replace_extension(".eml");
  return base::text::replaced(content(fs::exists(own) ? own : root() / "message.eml"), "\n", "\r\n");
}

std::vector<std::string> scripts() {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(root()))
    if (entry.path().extension() == ".sieve") found.push_back(fs::relative(entry.path(), root()).string());
  std::ranges::sort(found);
  return found;
}

std::string outcome(const Program& program, const mail::Message& message, World& world) {
  const Outcome done = world.run(program, message);
  if (done.error) return "error " + std::to_string(done.error->line) + ": " + done.error->text + '\n';
  std::string out;
  for (const auto& action : done.actions) out += described(action) + '\n';
  return out;
}

class ScriptTest : public testing::TestWithParam<std::string> {};

TEST_P(ScriptTest, DoesWhatIsExpected) {
  const fs::path path = root() / GetParam();
  World world;
  std::string expected;
  std::istringstream lines(content(fs::path(path).replace_extension(".expect")));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("given "))
      world.give(line);
    else
      expected += line + '\n';
  }
  ASSERT_FALSE(expected.empty()) << "no .expect beside " << path;
  const auto checked = Engine().check(content(path));
  std::string got;
  if (checked.program == nullptr)
    for (const auto& fault : checked.faults)
      got += std::to_string(fault.line) + ':' + std::to_string(fault.column) + ' ' + fault.text + '\n';
  else
    got = outcome(*checked.program, mail::Message(message_for(path)), world);
  EXPECT_EQ(got, expected);
}

INSTANTIATE_TEST_SUITE_P(All, ScriptTest, testing::ValuesIn(scripts()), [](const auto& one) {
  std::string name = one.param.substr(0, one.param.size() - 6);
  std::ranges::replace_if(
      name, [](char c) { return !base::text::is_alpha(c) && !base::text::is_digit(c); }, '_');
  return name;
});

}  // namespace
}  // namespace sieve
