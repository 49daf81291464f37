// A store against a model of one in memory: the same operations, chosen by chance, must come to the same.

#include <algorithm>
#include <map>
#include <random>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using mail::Flags;

struct ModelMessage {
  std::uint8_t flags = 0;
  std::string octets;
};
struct ModelMailbox {
  std::map<std::uint32_t, ModelMessage> messages;
  std::uint32_t uid_next = 1;
};

class ModelTest : public EngineTest {
 protected:
  std::mt19937 random{20261124};
  mail::AccountId alice;
  std::map<std::string, ModelMailbox> model;
  const std::vector<std::string> names{"INBOX", "Archive", "Sent", "Lists"};
  int serial = 0;

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  }
  const std::string& some_mailbox() { return names[below(names.size())]; }
  mail::UidSet some_uids(const ModelMailbox& of) {
    mail::UidSet uids;
    for (std::size_t i = 0; i < 4; ++i)
      uids.add(mail::Uid{static_cast<std::uint32_t>(1 + below(of.uid_next))});
    return uids;
  }

  void deliver_one() {
    const auto& name = some_mailbox();
    const auto text = "message " + std::to_string(++serial);
    auto delivery = mail_for(alice, text);
    delivery.targets[0] = {.mailbox = name, .create = true};
    const auto done = deliver(std::move(delivery));
    ASSERT_TRUE(done);
    auto& mailbox = model[name];
    EXPECT_EQ(done->placed[0].uid.value, mailbox.uid_next);
    mailbox.messages[mailbox.uid_next++] = {0, text};
  }
  void flag_some() {
    const auto& name = some_mailbox();
    if (!model.contains(name)) return;
    auto& mine = model[name];
    const auto uids = some_uids(mine);
    const auto flag = static_cast<std::uint8_t>(1U << below(5));
    const bool add = below(3) > 0;
    const auto mode = add ? store::StoreFlags::Mode::add : store::StoreFlags::Mode::remove;
    ASSERT_TRUE(mutate(alice, store::StoreFlags{mailbox(alice, name).id, uids, mode, Flags(flag), {}}));
    for (auto& [uid, message] : mine.messages)
      if (uids.contains({uid}))
        message.flags = static_cast<std::uint8_t>(add ? message.flags | flag : message.flags & ~flag);
  }
  void expunge_some() {
    const auto& name = some_mailbox();
    if (!model.contains(name)) return;
    const auto done = mutate(alice, store::Expunge{mailbox(alice, name).id, mail::UidSet::all()}).value();
    mail::UidSet expected;
    std::erase_if(model[name].messages, [&](const auto& entry) {
      const bool goes = (entry.second.flags & Flags::deleted) != 0;
      if (goes) expected.add({entry.first});
      return goes;
    });
    EXPECT_EQ(done.expunged, expected);
  }
  void copy_some() {
    const auto from = some_mailbox();
    const auto to = some_mailbox();
    if (!model.contains(from) || !model.contains(to)) return;
    const bool move = below(2) == 0;
    const auto uids = some_uids(model[from]);
    const auto done = mutate(alice, store::Copy{mailbox(alice, from).id, uids, to, move}).value();
    std::vector<std::pair<std::uint32_t, ModelMessage>> taken;
    for (const auto& [uid, message] : model[from].messages)
      if (uids.contains({uid})) taken.emplace_back(uid, message);
    ASSERT_EQ(done.source.size(), taken.size());
    for (const auto& [uid, message] : taken) {
      auto& target = model[to];
      target.messages[target.uid_next++] = message;
      if (move) model[from].messages.erase(uid);
    }
  }
  void compare() {
    for (const auto& [name, mine] : model) {
      const auto found = messages(alice, name);
      ASSERT_EQ(found.size(), mine.messages.size()) << name;
      auto expected = mine.messages.begin();
      std::uint32_t unseen = 0;
      for (const auto& message : found) {
        EXPECT_EQ(message.uid.value, expected->first);
        EXPECT_EQ(message.flags.system(), expected->second.flags);
        EXPECT_EQ(octets(message.body), expected->second.octets);
        unseen += message.flags.has(Flags::seen) ? 0 : 1;
        ++expected;
      }
      const auto row = mailbox(alice, name);
      EXPECT_EQ(row.messages, found.size());
      EXPECT_EQ(row.unseen, unseen);
      EXPECT_EQ(row.uid_next.value, mine.uid_next);
    }
  }
};

TEST_P(ModelTest, ComesToTheSameAfterTwoThousandOperations) {
  alice = account("alice@example.org");
  model["INBOX"];
  model["Archive"];
  model["Sent"];
  for (int i = 0; i < 2000; ++i) {
    switch (below(8)) {
      case 0:
      case 1:
      case 2:
        deliver_one();
        break;
      case 3:
      case 4:
        flag_some();
        break;
      case 5:
      case 6:
        copy_some();
        break;
      default:
        expunge_some();
    }
    ASSERT_FALSE(HasFatalFailure());
    if (i % 500 == 499) compare();
  }
  open();
  compare();
  EXPECT_EQ(engine->check(), std::vector<std::string>{});
}

NOTIFYD_FOR_EACH_ENGINE(ModelTest);

}  // namespace
}  // namespace tests
