// What `store check` finds.

#include <fstream>
#include <utility>

#include "tests/store/engines/sqlite_test.hpp"

namespace tests {
namespace {

/// What `check` says after `sql` was done to a store with one message.
class CheckTest : public SqliteTest,
                  public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(CheckTest, NamesWhatIsWrong) {
  const auto alice = account("alice@example.org");
  store::Device phone{.account = alice, .name = "phone"};
  phone.channel = store::Channel{"webhook", "u", "s", ""};
  std::ignore = wait(engine->store().put_device(phone));
  std::ignore = deliver(alice, "one");
  std::ignore = deliver(alice, "two");
  std::ignore = wait(engine->store().put_list(alice, "tag:x", {}));
  std::ignore = wait(engine->store().change_list(alice, {.name = "tag:x", .add = {"Ann"}}, {}));
  ASSERT_EQ(engine->check(), std::vector<std::string>{});
  const auto& [sql, sentence] = GetParam();
  change_database(sql);
  open();
  std::string found;
  for (const auto& fault : engine->check()) found += fault + "\n";
  EXPECT_NE(found.find(sentence), std::string::npos) << found;
}

INSTANTIATE_TEST_SUITE_P(
    Faults, CheckTest,
    testing::Values(
        std::pair("UPDATE mailbox SET messages = 7 WHERE name = 'INBOX'", "counters of mailbox INBOX"),
        std::pair("UPDATE mailbox SET unseen = 0 WHERE name = 'INBOX'", "counters of mailbox INBOX"),
        std::pair("UPDATE mailbox SET recent = 0 WHERE name = 'INBOX'", "Recent"),
        std::pair("UPDATE mailbox SET uid_next = 2 WHERE name = 'INBOX'", "still to be given"),
        std::pair("UPDATE account SET used = 1", "octets by its row"),
        std::pair("UPDATE account SET head = 1", "newer than its head"),
        std::pair("UPDATE account SET last_event = 1", "does not point to its last event"),
        std::pair("UPDATE event SET prev_in_account = 9 WHERE id = 2", "chain of events of account"),
        std::pair("UPDATE event SET prev_in_mailbox = 9 WHERE id = 2", "chain of events of mailbox"),
        std::pair("UPDATE event SET payload = x'01' WHERE id = 2", "Event 2 cannot be read"),
        std::pair("DELETE FROM mailbox WHERE name = 'INBOX'", "a mailbox that is not there"),
        std::pair("DELETE FROM account", "belongs to an account that is not there"),
        std::pair("UPDATE outbox SET device = 77", "for a device that is not there"),
        std::pair("UPDATE body SET refs = 5", "counts 5"),
        std::pair("DELETE FROM body", "names a body that is not there"),
        std::pair("UPDATE body SET position = position + 1", "another record lies in its place"),
        std::pair("UPDATE body SET segment = 99", "is lost: the segment is gone"),
        std::pair("UPDATE segment SET live = 1", "counts 1 live octets"),
        std::pair("UPDATE account SET wants = 0", "pushed for"),
        std::pair("DELETE FROM address", "primary addresses"),
        std::pair("UPDATE list SET account = 77",
                  "A list (tag:x) belongs to an account that is not there (77)"),
        std::pair("UPDATE list SET entries = 2", "List tag:x of account 1 does not count its entries"),
        std::pair("UPDATE list_entry SET list = 77",
                  "An entry (Ann) belongs to a list that is not there (77)"),
        std::pair("UPDATE list_entry SET key = 'Ann'", "Entry Ann of list 1 cannot be found"),
        std::pair("INSERT INTO metadata VALUES (1, 77, '/private/a', 'x')",
                  "An annotation (/private/a) belongs"),
        std::pair("INSERT INTO metadata VALUES (77, 0, '/private/a', 'x')",
                  "An annotation (/private/a) belongs"),
        std::pair("UPDATE mailbox SET last_event = 1 WHERE name = 'INBOX'",
                  "Mailbox INBOX of account 1 does not point to its last event"),
        std::pair("UPDATE event SET modseq = 900 WHERE id = 2", "an event that is newer than its head"),
        std::pair("INSERT INTO script VALUES (1, 'a', 'keep;', 1, 5)", "does not know its active script"),
        std::pair("INSERT INTO script VALUES (1, 'a', '', 1, 5), (1, 'b', '', 1, 6)", "more than one active"),
        std::pair("DELETE FROM segment", "lies in a segment without a row"),
        std::pair("UPDATE outbox SET body = 77, body_size = 1", "names a body that is not there"),
        std::pair("INSERT INTO address VALUES ('x@example.org', 77, 0)", "The address x@example.org belongs"),
        std::pair("INSERT INTO script VALUES (77, 'a', '', 0, 5)", "A script, device or credential belongs"),
        std::pair("INSERT INTO credential VALUES (77, 0, 0, 'x')", "A script, device or credential belongs"),
        std::pair("INSERT INTO credential VALUES (1, 1, 77, 'x')", "a device that is not there (77)"),
        std::pair("INSERT INTO spent VALUES (77, 'mails', 1, 1)", "An allowance (mails) is used"),
        std::pair("UPDATE trace SET steps = x'01'", "Trace 1 cannot be read"),
        std::pair("UPDATE outbox SET payload = x'01'", "Outbox row 1 cannot be read"),
        std::pair("INSERT INTO dedup VALUES (77, x'01', 4000000000000000, x'FF')",
                  "Dedup key 77 cannot be read"),
        std::pair("UPDATE device SET payload = x'FF'", "A device of account 1 cannot be read"),
        std::pair("UPDATE device SET channel = x'0102'", "A device of account 1 cannot be read"),
        std::pair("UPDATE mailbox SET name = 'Inbox' WHERE name = 'INBOX'", "Account 1 has no INBOX"),
        std::pair("UPDATE mailbox SET uid_validity = 0 WHERE name = 'INBOX'",
                  "Mailbox INBOX of account 1 has no UIDVALIDITY"),
        std::pair("UPDATE mailbox SET highest_modseq = 0 WHERE name = 'INBOX'",
                  "highest modseq of mailbox INBOX"),
        std::pair("UPDATE mailbox SET highest_modseq = 900 WHERE name = 'INBOX'",
                  "highest modseq of mailbox INBOX"),
        std::pair("UPDATE message SET arrival = 900", "came after its last change"),
        std::pair("UPDATE message SET keywords = 'b a'", "keywords of message 1"),
        std::pair("UPDATE message SET keywords = 'a a'", "keywords of message 1"),
        std::pair("UPDATE account SET last_trace = 1", "does not point to its last trace"),
        std::pair("UPDATE trace SET prev_in_account = 9 WHERE id = 2", "chain of traces of account 1"),
        std::pair("UPDATE sequence SET value = 1 WHERE name = 'mailbox'", "next id of mailbox"),
        std::pair("INSERT INTO cursor VALUES (77, 'INBOX', 1, 1, 1, 0)",
                  "A cursor, memory or subscription (INBOX)"),
        std::pair("INSERT INTO memory VALUES (77, 'key', 1)", "A cursor, memory or subscription (key)"),
        std::pair("INSERT INTO subscription VALUES (77, 'INBOX')",
                  "A cursor, memory or subscription (INBOX)"),
        std::pair("UPDATE message SET size = 1", "wrong size")));

TEST_F(SqliteTest, CheckFindsADamagedBody) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "an octet of this will turn");
  const auto path = store::segments::path_of(
      options.directory / "segments", store::segments::numbers_in(options.directory / "segments").front());
  auto octets = base::read_file(path);
  octets.back() ^= 1;
  std::ofstream(path, std::ios::binary) << octets;
  const auto faults = engine->check();
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("do not match their SHA-256"), std::string::npos);
}

}  // namespace
}  // namespace tests
