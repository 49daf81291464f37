// Every dialog under tests/dialogs/imap, against our server in memory.

#include "tests/store/imap/dialog.hpp"

#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;  // for one line; only a failing dialog waits so long
constexpr std::size_t longest_line = 1 << 20;

std::string message(const std::string& header) {
  std::string out = "From: Sender <sender@example.org>\r\nTo: alice@example.org\r\n";
  if (!base::text::starts_with_ignoring_case(header, "Date:"))
    out += "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n";
  return out + header + "\r\n\r\nHello.\r\n";
}

/// The first word of `text`, which keeps the rest.
std::string take_word(std::string& text) {
  const auto end = std::min(text.find(' '), text.size());
  auto word = text.substr(0, end);
  text.erase(0, end + 1);
  return word;
}

net::Deadline soon() {
  return std::chrono::steady_clock::now() + patience;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  // "* " at the start is an untagged response, not anything.
  if (pattern.starts_with("* ") && !text.starts_with("* ")) return false;
  std::vector<bool> reached(text.size() + 1);
  reached[0] = true;
  for (const char p : pattern) {
    if (p == '*') {
      for (std::size_t i = 0; i < text.size(); ++i) reached[i + 1] = reached[i + 1] || reached[i];
      continue;
    }
    for (std::size_t i = text.size(); i > 0; --i) reached[i] = reached[i - 1] && text[i - 1] == p;
    reached[0] = false;
  }
  return reached[text.size()];
}

net::Task<> Dialog::given(std::string what) {
  if (what == "a new connection" || what == "a connection from afar") {
    account_.clear();
    from_afar_ = what.ends_with("afar");
    co_return;
  }
  const auto name = take_word(what);
  account_ = name;
  if (!world_.authenticator.known.contains(name)) co_await world_.add_account(name);
  if (take_word(what) != "with") co_return;
  const auto mailbox = take_word(what);
  if (mailbox_.empty()) mailbox_ = mailbox;
  const auto account = world_.authenticator.known.at(name).account;
  if (mailbox != "INBOX") {
    store::CreateMailbox create{.name = mailbox};
    const auto made = co_await world_.engine.store().mutate(account, create, "");
    if (!made && made.error().code != base::Errc::already_exists) throw std::runtime_error(made.error().text);
  }
  if (take_word(what) != "holding") co_return;
  const auto count = base::text::number(take_word(what)).value();
  for (std::size_t i = 1; i <= count; ++i) {
    auto octets = message("Subject: message " + std::to_string(i));
    co_await world_.deliver(name, mailbox, std::move(octets));
  }
}

net::Task<> Dialog::open(Client& client) {
  client.connection = world_.connect(from_afar_);
  if (account_.empty()) co_return;
  std::string hello = "login LOGIN " + account_ + " secret\r\n";
  if (!mailbox_.empty()) hello += "select SELECT " + mailbox_ + "\r\n";
  co_await client.connection->write(std::move(hello));
  client.skipping = true;
  const auto wrong = co_await expect(client, mailbox_.empty() ? "login OK *" : "select OK *");
  if (!wrong.empty()) throw std::runtime_error(wrong);
}

net::Task<Dialog::Client*> Dialog::client(std::string name) {
  auto& found = clients_[name.empty() ? "1" : name];
  if (!found.connection) co_await open(found);
  co_return &found;
}

net::Task<std::string> Dialog::expect(Client& client, std::string pattern) {
  if (pattern == "...") {
    client.skipping = true;
    co_return "";
  }
  for (;;) {
    const auto line = co_await client.connection->read_line(longest_line, soon());
    if (!line) co_return "expected: " + pattern + "\n  but: " + line.error().text;
    if (matches_glob(pattern, *line)) break;
    if (!client.skipping) co_return "expected: " + pattern + "\n  got:    " + *line;
  }
  client.skipping = false;
  co_return "";
}

net::Task<std::string> Dialog::ends(Client& client) {
  const auto line = co_await client.connection->read_line(longest_line, soon());
  if (line) co_return "expected the end, got: " + *line;
  co_return line.error().code == base::Errc::gone ? "" : "the server did not close";
}

net::Task<> Dialog::deliver(std::string what) {
  auto name = take_word(what);
  auto mailbox = what.starts_with('"') || what.starts_with('@') ? std::string("INBOX") : take_word(what);
  std::string octets = what.starts_with('@') ? base::read_file(folder_ / "mail" / what.substr(1))
                                             : message(what.substr(1, what.size() - 2));
  if (what.starts_with('@')) octets = base::text::replaced(octets, "\n", "\r\n");
  co_await world_.deliver(std::move(name), std::move(mailbox), std::move(octets));
}

net::Task<std::string> Dialog::step(std::string line) {
  const auto word = take_word(line);
  if (word == "given") {
    co_await given(std::move(line));
  } else if (word == "deliver") {
    co_await deliver(std::move(line));
  } else if (word == "wait") {
    auto* waited = co_await client(take_word(line).substr(1));
    const auto wrong = co_await ends(*waited);
    co_return wrong;
  } else if (word.size() > 1 && word.ends_with(':') && (word[0] == 'C' || word[0] == 'S')) {
    auto* other = co_await client(word.substr(1, word.size() - 2));
    if (word[0] == 'C') {
      co_await other->connection->write(line + "\r\n");
    } else {
      const auto wrong = co_await expect(*other, std::move(line));
      co_return wrong;
    }
  } else {
    co_return "a dialog does not know the word " + word;
  }
  co_return "";
}

net::Task<std::string> Dialog::run(std::filesystem::path file) {
  folder_ = file.parent_path();
  const auto text = base::read_file(file);
  std::string wrong;
  std::size_t number = 0;
  for (const auto line : base::text::split(text, '\n')) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    wrong = co_await step(std::string(line));
    if (wrong.empty()) continue;
    wrong = file.filename().string() + ":" + std::to_string(number) + ": " + wrong;
    break;
  }
  for (auto& [name, client] : clients_) client.connection->close();
  co_await world_.sessions.joined();
  if (wrong.empty() && !world_.failures.empty()) wrong = world_.failures.front();
  co_return wrong;
}

namespace {

const std::filesystem::path dialogs = std::filesystem::path(SOURCE_DIR) / "tests/dialogs/imap";

std::vector<std::string> all_dialogs() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dialogs))
    if (entry.path().extension() == ".dialog") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

class ImapDialog : public testing::TestWithParam<std::string> {};

TEST_P(ImapDialog, GoesAsWritten) {
  World world;
  std::string wrong = "it did not run";
  world.run([&]() -> net::Task<> {
    Dialog dialog(world);
    wrong = co_await dialog.run(dialogs / (GetParam() + ".dialog"));
  });
  EXPECT_EQ(wrong, "");
}

INSTANTIATE_TEST_SUITE_P(Imap, ImapDialog, testing::ValuesIn(all_dialogs()),
                         [](const auto& row) { return row.param; });

TEST(ImapDialogsTest, EveryCommandHasADialogOfItsName) {
  const auto names = all_dialogs();
  for (const auto* command : store::imap::all_commands()) {
    auto name = base::text::replaced(base::text::lowered(command->name), "-", "_");
    EXPECT_TRUE(std::ranges::any_of(names, [&](const auto& dialog) { return dialog.starts_with(name); }))
        << "no dialog for " << command->name;
  }
}

TEST(ImapDialogsTest, AGlobKnowsUntaggedResponsesFromAnything) {
  EXPECT_TRUE(matches_glob("* 1 EXISTS", "* 1 EXISTS"));
  EXPECT_FALSE(matches_glob("* 1 EXISTS", "a 1 EXISTS"));
  EXPECT_TRUE(matches_glob("a1 OK *", "a1 OK [X] done"));
  EXPECT_FALSE(matches_glob("a1 OK", "a1 OK x"));
}

}  // namespace
}  // namespace tests
