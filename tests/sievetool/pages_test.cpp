// Every script in docs/sieve: a block ```sieve NAME of a page (the page's own name if it says none) is
// checked and run over the messages of tests/pages/PAGE.cases. A case of that file:
//
//   === NAME: what it shows
//   given ...                    the world around it (tests/sieve/world.hpp)
//   Subject: ...                 the message, up to a line ---; none: tests/scripts/message.eml
//   ---
//   discard                      the actions in order, without their lines; or `error: TEXT`
//   has LINE                     a line of the edited message, or of a text that goes out
//   lacks LINE                   no such line
//
// Scripts include each other by these names. A block that is a test file (vnd.dovecot.testsuite) is run as
// such.

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "sieve/engine.hpp"
#include "sieve/score.hpp"
#include "tests/sieve/world.hpp"
#include "tests/sievetool/fixture.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view test_file_mark = "vnd.dovecot.testsuite";

fs::path root() {
  return SOURCE_DIR;
}

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Block {
  std::string name;
  std::string text;
  std::size_t line = 0;
  bool is_sieve = false;
};

std::vector<Block> blocks(const fs::path& page) {
  std::vector<Block> found;
  std::istringstream lines(content(page));
  bool inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.starts_with("```")) {
      if (inside) found.back().text += line + '\n';
      continue;
    }
    inside = !inside;
    if (!inside) continue;
    std::istringstream words(line.substr(3));
    std::string language, name;
    words >> language >> name;
    found.push_back({.name = name.empty() ? page.stem().string() : name,
                     .text = "",
                     .line = number,
                     .is_sieve = language == "sieve"});
  }
  return found;
}

std::map<std::string, Block> scripts(const fs::path& page) {
  std::map<std::string, Block> found;
  for (const auto& block : blocks(page)) {
    if (block.is_sieve)
      EXPECT_TRUE(found.emplace(block.name, block).second) << "two scripts " << block.name;
    else
      EXPECT_FALSE(block.text.starts_with("require"))
          << page.filename() << " line " << block.line << ": write ```sieve NAME, so that the tests run it";
  }
  return found;
}

struct Case {
  std::string script;
  std::string shows;
  std::vector<std::string> given;
  std::string message;
  std::vector<std::string> actions;
  std::vector<std::string> lines;
  std::vector<std::string> no_lines;
};

std::vector<Case> cases(const fs::path& file) {
  std::vector<Case> found;
  bool in_message = true;
  std::istringstream lines(content(file));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("=== ")) {
      const auto colon = line.find(": ");
      found.push_back({.script = line.substr(4, colon - 4), .shows = line.substr(colon + 2)});
      in_message = true;
    } else if (found.empty()) {
      continue;
    } else if (in_message && line.starts_with("given ") && found.back().message.empty()) {
      found.back().given.push_back(line);
    } else if (line == "---") {
      in_message = false;
    } else if (in_message) {
      found.back().message += line + '\n';
    } else if (line.starts_with("has ")) {
      found.back().lines.push_back(line.substr(4));
    } else if (line.starts_with("lacks ")) {
      found.back().no_lines.push_back(line.substr(6));
    } else if (!line.empty()) {
      found.back().actions.push_back(line);
    }
  }
  return found;
}

std::vector<std::string> pages() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(root() / "docs/sieve"))
    if (entry.path().extension() == ".md") found.push_back(entry.path().stem().string());
  std::ranges::sort(found);
  return found;
}

std::string shown(const sieve::Action& action) {
  std::string text = sieve::described(action);
  const auto line = text.rfind(" (line ");
  return line == std::string::npos ? text : text.substr(0, line);
}

/// What a person would read of what was done.
struct Written {
  std::string operator()(const sieve::Vacation& answer) const {
    return "Subject: " + answer.subject + '\n' + answer.reason;
  }
  std::string operator()(const sieve::Notify& notify) const {
    return notify.mail ? "Subject: " + notify.mail->subject + '\n' + notify.mail->body : notify.text;
  }
  std::string operator()(const sieve::Reject& refusal) const { return refusal.reason; }
  template <class Other>
  std::string operator()(const Other& action) const {
    if constexpr (requires { action.message; })
      if (action.message != nullptr) return std::string(action.message->octets());
    return "";
  }
};

/// Of what docs/sieve/spamtest.md configures.
sieve::Limits limits() {
  using sieve::ScoreSettings;
  using sieve::ScoreSource;
  sieve::Limits out;
  out.spam = ScoreSource::make({.status_header = "X-Spam-Status: score=([-0-9.]+)",
                                .max_header = "X-Spam-Status: required=([0-9.]+)"})
                 .value();
  out.virus = ScoreSource::make({.status_header = "X-Virus-Scan: Found to be (.+)\\.",
                                 .type = ScoreSettings::Type::text,
                                 .words = {"clean", "", "", "", "", "infected"}})
                  .value();
  return out;
}

class PagesTest : public CommandLineTest, public testing::WithParamInterface<std::string> {
 protected:
  PagesTest() {
    ::setenv("TZ", "UTC", 1);  // the zone of the server
    ::tzset();
  }
  [[nodiscard]] static fs::path page() { return root() / "docs/sieve" / (GetParam() + ".md"); }
  [[nodiscard]] static fs::path cases_file() { return root() / "tests/pages" / (GetParam() + ".cases"); }

  /// Of all scripts of the page that are no test files. A fault, if only a warning, is a failure.
  std::map<std::string, std::shared_ptr<const sieve::Program>> programs() {
    std::map<std::string, std::shared_ptr<const sieve::Program>> out;
    for (const auto& [name, block] : scripts(page())) {
      if (block.text.find(test_file_mark) != std::string::npos) continue;
      const auto checked = engine.check(block.text);
      for (const auto& fault : checked.faults) ADD_FAILURE() << rendered(fault, name);
      if (checked.program != nullptr) out[name] = checked.program;
    }
    return out;
  }

  sieve::Engine engine{{.limits = limits()}};
};

void run_case(const Case& one, const std::map<std::string, std::shared_ptr<const sieve::Program>>& programs) {
  SCOPED_TRACE("case " + one.script + ": " + one.shows);
  const auto program = programs.find(one.script);
  ASSERT_NE(program, programs.end()) << "the page has no such script";
  sieve::World world;
  world.scripts = programs;
  for (const auto& line : one.given) world.give(line);
  const std::string text = one.message.empty() ? content(root() / "tests/scripts/message.eml") : one.message;
  const auto outcome = world.run(*program->second, mail::Message(base::text::replaced(text, "\n", "\r\n")));
  std::vector<std::string> actions;
  std::string written = outcome.message != nullptr ? std::string(outcome.message->octets()) : "";
  for (const auto& action : outcome.actions) {
    actions.push_back(shown(action));
    written += '\n' + std::visit(Written{}, action);
  }
  if (outcome.error) actions = {"error: " + outcome.error->text};
  EXPECT_EQ(actions, one.actions);
  written = '\n' + base::text::replaced(written, "\r\n", "\n") + '\n';
  const auto has = [&](const std::string& line) {
    return written.find('\n' + line + '\n') != std::string::npos;
  };
  for (const auto& line : one.lines) EXPECT_TRUE(has(line)) << line << written;
  for (const auto& line : one.no_lines) EXPECT_FALSE(has(line)) << line << written;
}

TEST_P(PagesTest, ScriptsDoWhatTheirCasesSay) {
  const auto all = programs();
  std::map<std::string, std::set<std::vector<std::string>>> outcomes;
  for (const auto& one : cases(cases_file())) {
    run_case(one, all);
    auto outcome = one.actions;
    outcome.insert(outcome.end(), one.lines.begin(), one.lines.end());
    outcomes[one.script].insert(outcome);
  }
  const bool is_cookbook = GetParam() == "cookbook";
  if (is_cookbook) EXPECT_EQ(all.size(), 20U);
  const std::size_t wanted = is_cookbook ? 2 : 1;  // rules have a message for and one against
  for (const auto& [name, program] : all)
    EXPECT_GE(outcomes[name].size(), wanted) << name << " needs cases in " << cases_file();
}

TEST_P(PagesTest, TestFilesPass) {
  base::TemporaryFolder folder;
  std::vector<fs::path> files;
  for (const auto& [name, block] : scripts(page())) {
    const bool is_test = block.text.find(test_file_mark) != std::string::npos;
    const auto path = folder.path() / (name + (is_test ? ".svtest" : ".sieve"));
    std::ofstream(path, std::ios::binary) << block.text;
    if (is_test) files.push_back(path);
  }
  for (const auto& file : files) {
    EXPECT_EQ(call({"test", file.string()}), 0) << output << errors;
    EXPECT_FALSE(output.starts_with("0 passed")) << "it tests nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(All, PagesTest, testing::ValuesIn(pages()), [](const auto& one) {
  std::string name = one.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

/// The quoted strings behind a word up to the end of its command, in any script of the pages.
std::set<std::string> strings_of(std::string_view word) {
  std::set<std::string> found;
  for (const auto& page : pages())
    for (const auto& [name, block] : scripts(root() / "docs/sieve" / (page + ".md"))) {
      const std::string& text = block.text;
      for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        auto next = text.find_first_of("\";", at);
        while (next != std::string::npos && text[next] == '"') {
          const auto close = text.find('"', next + 1);
          found.insert(text.substr(next + 1, close - next - 1));
          next = close == std::string::npos ? close : text.find_first_of("\";", close + 1);
        }
      }
    }
  return found;
}

TEST(PagesOfAllTest, ShowEachCapabilityInAnExample) {
  const sieve::Engine engine;
  const auto required = strings_of("require");
  for (const auto& capability : engine.capabilities())
    EXPECT_TRUE(required.contains(capability)) << capability;
  const auto notified = strings_of("notify ");
  for (const auto& method : engine.methods())
    EXPECT_TRUE(std::ranges::any_of(notified, [&](const std::string& uri) {
      return uri.starts_with(method + ':');
    })) << method;
}

// The table of docs/sieve.md: a row names capabilities in its first column and links to the page in another.
TEST(PagesOfAllTest, AreLinkedFromTheTable) {
  std::set<std::string> linked;
  std::istringstream lines(content(root() / "docs/sieve.md"));
  for (std::string line; std::getline(lines, line);) {
    const auto link = line.find("](sieve/");
    if (!line.starts_with("| `") || link == std::string::npos) continue;
    const auto path = line.substr(link + 2, line.find_first_of("#)", link + 2) - link - 2);
    EXPECT_TRUE(fs::exists(root() / "docs" / path)) << path;
    const auto column = line.substr(0, line.find(" | "));
    for (auto at = column.find('`'); at != std::string::npos; at = column.find('`', at)) {
      const auto end = column.find('`', at + 1);
      if (end == std::string::npos) break;
      linked.insert(column.substr(at + 1, end - at - 1));
      at = end + 1;
    }
  }
  const sieve::Engine engine;
  for (const auto& capability : engine.capabilities()) EXPECT_TRUE(linked.contains(capability)) << capability;
  for (const auto& method : engine.methods()) EXPECT_TRUE(linked.contains(method + ':')) << method;
}

}  // namespace
}  // namespace sievetool
