// Every script under tests/scripts/<extension>: NAME.sieve run over NAME.eml, or over message.eml if there is
// none, gives what NAME.expect says: the actions with their lines, or the faults with their places. Tests
// that go on to what a user finds in his mailboxes are written in Sieve, under tests/svtest.
//
// Lines of NAME.expect that begin with `given` set up the world: `given sender ADDRESS`, `given recipient
// ADDRESS`, `given notify|orcpt|ret|envid|by VALUE` (as MAIL and RCPT have it), `given no envelope`, `given
// mailbox NAME`, `given device NAME yes|no|maybe`. The others are the outcome: each action on a line, or
// `error LINE: TEXT`, or the faults of a script that is refused, each as `LINE:COLUMN TEXT`.

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "tests/sieve/fixture.hpp"
#include "wire/smtp/parameters.hpp"

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

struct World {
  mail::Envelope envelope{.sender = {"ann-bounce", "sender.example"}};
  Environment environment{.recipient = {"bob", "here.example"}, .account = "bob@here.example", .now = {}};
  std::set<std::string> mailboxes{"INBOX"};
  std::map<std::string, std::string> devices;

  void give(const std::string& line) {
    std::istringstream words(line);
    std::string word, what, name, state;
    words >> word >> what >> name >> state;
    if (what == "sender")
      envelope.sender = mail::parse_address(name).value();
    else if (what == "recipient")
      environment.recipient = mail::parse_address(name).value();
    else if (what == "notify")
      to().notify = name;
    else if (what == "orcpt")
      to().original = name;
    else if (what == "ret")
      envelope.ret = name;
    else if (what == "envid")
      envelope.envid = name;
    else if (what == "by")
      take_by(wire::smtp::parse_by(name).value());
    else if (what == "no")
      environment.envelope = nullptr;
    else if (what == "mailbox")
      mailboxes.insert(name);
    else if (what == "device")
      devices[name] = state;
    else
      ADD_FAILURE() << "unknown line: " << line;
  }
  mail::Recipient& to() {
    if (envelope.recipients.empty()) envelope.recipients.push_back({.address = environment.recipient});
    return envelope.recipients.front();
  }
  void take_by(const wire::smtp::By& by) {
    envelope.by = mail::DeliverBy{.until = environment.now + std::chrono::seconds(by.seconds),
                                  .returns = by.returns,
                                  .traced = by.traced};
  }
  [[nodiscard]] Answer answer(const Question& question) const {
    if (const auto* mailbox = std::get_if<MayDeliverTo>(&question))
      return mailboxes.contains(mailbox->mailbox);
    const auto* device = std::get_if<DeviceOnline>(&question);
    if (device == nullptr) return nothing_known(question);
    const auto found = devices.find(device->name);
    return found == devices.end() ? std::string("no") : found->second;
  }
};

std::string outcome(const Program& program, const mail::Message& message, const World& world) {
  Answers answers;
  for (;;) {
    auto result = run(program, message, world.environment, answers);
    if (const auto* question = std::get_if<Question>(&result)) {
      answers.emplace(*question, world.answer(*question));
      continue;
    }
    const auto& done = std::get<Outcome>(result);
    if (done.error) return "error " + std::to_string(done.error->line) + ": " + done.error->text + '\n';
    std::string out;
    for (const auto& action : done.actions) out += described(action) + '\n';
    return out;
  }
}

class ScriptTest : public testing::TestWithParam<std::string> {};

TEST_P(ScriptTest, DoesWhatIsExpected) {
  const fs::path path = root() / GetParam();
  World world;
  world.environment.envelope = &world.envelope;
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
