// Security faults that mail stores are known to have had with what Sieve scripts give them. Those of the
// language: tests/sieve/known_faults_test.cpp.

#include <filesystem>
#include <set>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

namespace fs = std::filesystem;

class KnownFaultsTest : public EngineTest {
 protected:
  std::set<std::string> files() {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
      out.insert(entry.path().string());
    return out;
  }
};

// Names of mailboxes became paths, so that a fileinto wrote anywhere. Here no file has a name that a script
// chose.
TEST_P(KnownFaultsTest, PathsInNamesOfMailboxes) {
  const auto alice = account("alice@example.org");
  const auto bob = account("bob@example.org");
  ASSERT_TRUE(deliver(mail_for(alice, "Subject: a\r\n\r\n")));
  const auto before = files();
  for (const std::string name : {"../../escaped", "/escaped", "..", "../bob@example.org/INBOX"}) {
    auto delivery = mail_for(alice, "Subject: b\r\n\r\n");
    delivery.targets = {{.mailbox = name, .create = true}};
    if (deliver(std::move(delivery))) EXPECT_EQ(messages(alice, name).size(), 1U) << name;
  }
  EXPECT_EQ(files(), before);
  EXPECT_TRUE(messages(bob, "INBOX").empty());
}

// CVE-2019-19783 (Cyrus): a fileinto that makes its mailbox made it with the rights of the administrator, for
// anybody.
TEST_P(KnownFaultsTest, MailboxesOfOthers) {
  const auto alice = account("alice@example.org");
  const auto bob = account("bob@example.org");
  const auto before = wait(engine->store().mailboxes(bob)).value().size();
  for (const std::string name : {"user.bob", "user/bob@example.org", "~bob/INBOX", "bob@example.org/INBOX"}) {
    auto delivery = mail_for(alice, "Subject: b\r\n\r\n");
    delivery.targets = {{.mailbox = name, .create = true}};
    if (deliver(std::move(delivery))) EXPECT_EQ(messages(alice, name).size(), 1U) << name;
  }
  EXPECT_EQ(wait(engine->store().mailboxes(bob)).value().size(), before);
}

INSTANTIATE_TEST_SUITE_P(Engines, KnownFaultsTest, testing::ValuesIn(all_engines()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace tests
