// The invariants of the rows, each as a query for what breaks it.

#include <algorithm>
#include <array>
#include <exception>
#include <functional>

#include "base/text.hpp"
#include "store/engines/sqlite/check_parts.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

/// `sql` gives a row for each fault; its columns stand in `sentence` at %1, %2 ...
struct Rule {
  const char* sentence;
  const char* sql;
};

constexpr std::array rules{
    Rule{"The counters of mailbox %2 of account %1 do not match its messages.",
         "SELECT b.account, b.name FROM mailbox b LEFT JOIN (SELECT m.account, m.mailbox, count(*) AS "
         "messages,"
         " sum(flags & 8 = 0) AS unseen, sum(m.size) AS size FROM message m JOIN mailbox o ON o.account = "
         "m.account AND"
         " o.id = m.mailbox WHERE m.uid < o.uid_next GROUP BY m.account, m.mailbox) s ON s.account = "
         "b.account AND"
         " s.mailbox = b.id WHERE b.gone = 0 AND (b.messages <> coalesce(s.messages, 0) OR"
         " b.unseen <> coalesce(s.unseen, 0) OR b.size <> coalesce(s.size, 0))"},
    Rule{"The number of \\Recent messages of mailbox %2 of account %1 is wrong.",
         "SELECT account, name FROM mailbox b WHERE gone = 0 AND recent <> (SELECT count(*) FROM message m "
         "WHERE"
         " m.account = b.account AND m.mailbox = b.id AND m.uid >= b.recent_from AND m.uid < b.uid_next)"},
    Rule{"Mailbox %2 of account %1 has a message with a uid that is still to be given.",
         "SELECT b.account, b.name FROM mailbox b WHERE EXISTS (SELECT 1 FROM message m WHERE m.account = "
         "b.account AND"
         " m.mailbox = b.id AND m.uid >= b.uid_next) AND NOT EXISTS (SELECT 1 FROM unfinished u WHERE"
         " u.account = b.account AND u.mailbox = b.id)"},
    Rule{"Account %1 uses %2 octets by its row, and %3 by its mailboxes.",
         "SELECT a.id, a.used, coalesce(sum(b.size), 0) AS real FROM account a LEFT JOIN mailbox b ON "
         "b.account = a.id"
         " AND b.gone = 0 WHERE a.gone = 0 GROUP BY a.id HAVING a.used <> real"},
    Rule{"Account %1 has a message that is newer than its head.",
         "SELECT DISTINCT a.id FROM account a JOIN message m ON m.account = a.id JOIN mailbox b ON b.account "
         "= a.id AND"
         " b.id = m.mailbox AND m.uid < b.uid_next WHERE m.modseq > a.head"},
    Rule{"Account %1 has an event that is newer than its head.",
         "SELECT DISTINCT a.id FROM account a JOIN event e ON e.account = a.id WHERE e.modseq > a.head"},
    Rule{"The chain of events of account %1 is broken at event %2.",
         "SELECT account, id FROM (SELECT account, id, modseq, prev_in_account, lag(id) OVER w AS before, "
         "lag(modseq)"
         " OVER w AS earlier FROM event WINDOW w AS (PARTITION BY account ORDER BY id))"
         " WHERE before IS NOT NULL AND (prev_in_account <> before OR modseq <= earlier)"},
    Rule{"The chain of events of mailbox %1 is broken at event %2.",
         "SELECT mailbox, id FROM (SELECT mailbox, id, prev_in_mailbox, lag(id) OVER w AS before FROM event"
         " WHERE mailbox <> 0 WINDOW w AS (PARTITION BY mailbox ORDER BY id))"
         " WHERE before IS NOT NULL AND prev_in_mailbox <> before"},
    Rule{"Account %1 does not point to its last event.",
         "SELECT a.id FROM account a JOIN (SELECT account, max(id) AS last FROM event GROUP BY account) e ON"
         " e.account = a.id WHERE a.gone = 0 AND a.last_event <> e.last"},
    Rule{"Mailbox %2 of account %1 does not point to its last event.",
         "SELECT b.account, b.name FROM mailbox b JOIN (SELECT mailbox, max(id) AS last FROM event GROUP BY "
         "mailbox) e"
         " ON e.mailbox = b.id WHERE b.gone = 0 AND b.last_event <> e.last"},
    Rule{
        "Account %1 has a message in a mailbox that is not there (%2).",
        "SELECT DISTINCT m.account, m.mailbox FROM message m LEFT JOIN mailbox b ON b.account = m.account AND"
        " b.id = m.mailbox WHERE b.id IS NULL"},
    Rule{
        "A mailbox (%2) belongs to an account that is not there (%1).",
        "SELECT b.account, b.name FROM mailbox b LEFT JOIN account a ON a.id = b.account WHERE a.id IS NULL"},
    Rule{"The outbox holds a row (%1) of an account that is not there (%2).",
         "SELECT o.id, o.account FROM outbox o LEFT JOIN account a ON a.id = o.account WHERE a.id IS NULL OR "
         "a.gone = 1"},
    Rule{"The outbox holds a row (%1) for a device that is not there (%2).",
         "SELECT o.id, o.device FROM outbox o LEFT JOIN device d ON d.account = o.account AND d.id = "
         "o.device WHERE"
         " o.device <> 0 AND d.id IS NULL"},
    Rule{
        "The address %1 belongs to an account that is not there (%2).",
        "SELECT address, account FROM address d LEFT JOIN account a ON a.id = d.account WHERE a.id IS NULL OR"
        " a.gone = 1"},
    Rule{"Account %1 has %2 primary addresses.",
         "SELECT a.id, count(d.address) AS n FROM account a LEFT JOIN address d ON d.account = a.id AND"
         " d.is_primary = 1 WHERE a.gone = 0 GROUP BY a.id HAVING n <> 1"},
    Rule{"A script, device or credential belongs to an account that is not there (%1).",
         "SELECT account FROM (SELECT account FROM script UNION SELECT account FROM device UNION SELECT "
         "account FROM"
         " credential WHERE account <> 0) WHERE account NOT IN (SELECT id FROM account WHERE gone = 0)"},
    Rule{
        "An annotation (%2) belongs to an account or a mailbox that is not there (%1).",
        "SELECT m.account, m.entry FROM metadata m WHERE (m.account <> 0 AND m.account NOT IN (SELECT id FROM"
        " account WHERE gone = 0)) OR (m.mailbox <> 0 AND NOT EXISTS (SELECT 1 FROM mailbox b WHERE b.account"
        " = m.account AND b.id = m.mailbox AND b.gone = 0))"},
    Rule{"An allowance (%2) is used by an account that is not there (%1).",
         "SELECT account, what FROM spent WHERE account NOT IN (SELECT id FROM account WHERE gone = 0)"},
    Rule{"A list (%2) belongs to an account that is not there (%1).",
         "SELECT account, name FROM list WHERE gone = 0 AND account <> 0 AND account NOT IN (SELECT id FROM"
         " account WHERE gone = 0)"},
    Rule{"List %2 of account %1 does not count its entries.",
         "SELECT l.account, l.name FROM list l LEFT JOIN (SELECT list, count(*) AS entries FROM list_entry"
         " GROUP BY list) e ON e.list = l.id WHERE l.gone = 0 AND l.entries <> coalesce(e.entries, 0)"},
    Rule{"An entry (%2) belongs to a list that is not there (%1).",
         "SELECT list, value FROM list_entry WHERE list NOT IN (SELECT id FROM list)"},
    Rule{"Entry %2 of list %1 cannot be found: its key is another.",
         "SELECT list, value FROM list_entry WHERE key <> lower(value)"},
    Rule{"Account %1 does not know its active script.",
         "SELECT a.id FROM account a WHERE gone = 0 AND script <> coalesce((SELECT modseq FROM script s WHERE"
         " s.account = a.id AND active = 1), 0)"},
    Rule{"Account %1 has more than one active script.",
         "SELECT account FROM script WHERE active = 1 GROUP BY account HAVING count(*) > 1"},
    Rule{"Body %1 is named %3 times and counts %2.",
         "SELECT b.id, b.refs, coalesce(n.named, 0) FROM body b LEFT JOIN (SELECT body, sum(times) AS named "
         "FROM"
         " (SELECT body, count(*) AS times FROM message GROUP BY body UNION ALL SELECT body, count(*) FROM "
         "outbox GROUP"
         " BY body) GROUP BY body) n ON n.body = b.id WHERE b.refs <> coalesce(n.named, 0)"},
    Rule{"Message %3 in mailbox %2 of account %1 names a body that is not there.",
         "SELECT m.account, m.mailbox, m.uid FROM message m LEFT JOIN body b ON b.id = m.body WHERE m.body "
         "<> 0 AND"
         " (b.id IS NULL OR b.length <> m.body_size)"},
    Rule{"Outbox row %1 names a body that is not there.",
         "SELECT o.id FROM outbox o LEFT JOIN body b ON b.id = o.body WHERE o.body <> 0 AND b.id IS NULL"},
    Rule{"Message %3 in mailbox %2 of account %1 has the wrong size.",
         "SELECT account, mailbox, uid FROM message WHERE size <> body_size + length(prefix)"},
    Rule{"Segment %1 counts %2 live octets, and its bodies are %3.",
         "SELECT s.number, s.live, coalesce(n.live, 0) FROM segment s LEFT JOIN (SELECT segment, sum(length "
         "+ 64) AS"
         " live FROM body GROUP BY segment) n ON n.segment = s.number WHERE s.live <> coalesce(n.live, 0)"},
    Rule{"Body %1 lies in a segment without a row (%2).",
         "SELECT b.id, b.segment FROM body b LEFT JOIN segment s ON s.number = b.segment WHERE s.number IS "
         "NULL"},
    Rule{"Account %1 has no INBOX.",
         "SELECT id FROM account a WHERE gone = 0 AND NOT EXISTS (SELECT 1 FROM mailbox b WHERE b.account = "
         "a.id"
         " AND b.name = 'INBOX' AND b.gone = 0)"},
    Rule{"Mailbox %2 of account %1 has no UIDVALIDITY.",
         "SELECT account, name FROM mailbox WHERE gone = 0 AND uid_validity < 1"},
    Rule{"The highest modseq of mailbox %2 of account %1 is not between its messages' and the account's.",
         "SELECT b.account, b.name FROM mailbox b JOIN account a ON a.id = b.account WHERE b.gone = 0 AND"
         " (b.highest_modseq > a.head OR b.highest_modseq < (SELECT max(m.modseq) FROM message m WHERE "
         "m.account ="
         " b.account AND m.mailbox = b.id AND m.uid < b.uid_next))"},
    Rule{"Message %3 in mailbox %2 of account %1 came after its last change.",
         "SELECT account, mailbox, uid FROM message WHERE arrival > modseq"},
    Rule{"The chain of traces of account %1 is broken at trace %2.",
         "SELECT account, id FROM (SELECT account, id, prev_in_account, lag(id) OVER w AS before FROM trace"
         " WINDOW w AS (PARTITION BY account ORDER BY id)) WHERE before IS NOT NULL AND prev_in_account <> "
         "before"},
    Rule{"Account %1 does not point to its last trace.",
         "SELECT a.id FROM account a JOIN (SELECT account, max(id) AS last FROM trace GROUP BY account) t ON"
         " t.account = a.id WHERE a.gone = 0 AND a.last_trace <> t.last"},
    Rule{
        "The next id of %1 was given already.",
        "SELECT s.name FROM sequence s JOIN (SELECT 'account' AS name, max(id) AS last FROM account UNION ALL"
        " SELECT 'mailbox', max(id) FROM mailbox UNION ALL SELECT 'device', max(id) FROM device UNION ALL"
        " SELECT 'list', max(id) FROM list) given ON given.name = s.name WHERE s.value < given.last"},
    Rule{"A credential belongs to a device that is not there (%2) of account %1.",
         "SELECT c.account, c.device FROM credential c WHERE c.device <> 0 AND NOT EXISTS (SELECT 1 FROM "
         "device d"
         " WHERE d.account = c.account AND d.id = c.device)"},
    Rule{"A cursor, memory or subscription (%2) belongs to an account that is not there (%1).",
         "SELECT account, what FROM (SELECT account, mailbox AS what FROM cursor UNION ALL SELECT account, "
         "key FROM"
         " memory UNION ALL SELECT account, name FROM subscription) WHERE account NOT IN (SELECT id FROM "
         "account"
         " WHERE gone = 0)"},
};

std::string filled(std::string sentence, const Query& row) {
  for (int column = 0; column < 3; ++column) {
    const auto mark = "%" + std::to_string(column + 1);
    if (const auto at = sentence.find(mark); at != std::string::npos)
      sentence.replace(at, mark.size(), row.text(column));
  }
  return sentence;
}

/// What an account is pushed for is what its devices together are.
void check_wants(Connection& db, std::vector<std::string>& faults) {
  auto accounts = db.rows("SELECT id, wants FROM account WHERE gone = 0");
  while (accounts.next()) {
    std::uint32_t wants = 0;
    auto masks = db.rows("SELECT mask FROM device WHERE account = ? AND retired = '' AND channel IS NOT NULL",
                         accounts.number(0));
    while (masks.next()) wants |= masks.small(0);
    if (wants != accounts.small(1))
      faults.push_back("What account " + accounts.text(0) + " is pushed for does not match its devices.");
  }
}

/// Each keyword once, in order: a search compares them as they stand.
void check_keywords(Connection& db, std::vector<std::string>& faults) {
  auto rows = db.rows("SELECT account, mailbox, uid, keywords FROM message WHERE keywords <> ''");
  while (rows.next()) {
    const std::string text = rows.text(3);
    const auto keywords = base::text::split(text, ' ');
    if (std::ranges::adjacent_find(keywords, std::greater_equal<>{}) != keywords.end())
      faults.push_back(
          filled("The keywords of message %3 in mailbox %2 of account %1 are out of order.", rows));
  }
}

/// Every stored value can be read.
void check_values(Connection& db, const Secrets& secrets, std::vector<std::string>& faults) {
  const auto read = [&](const char* what, const char* sql, auto decode) {
    auto rows = db.rows(sql);
    while (rows.next()) {
      try {
        decode(rows);
      } catch (const std::exception& failure) {
        faults.push_back(std::string(what) + " " + rows.text(0) + " cannot be read: " + failure.what() + ".");
      }
    }
  };
  read("Event", "SELECT id, payload FROM event", [](const Query& row) {
    const std::string payload = row.text(1);
    Decoder in(payload);
    static_cast<void>(decode_event(in));
  });
  read("Outbox row", "SELECT " NOTIFYD_ITEM_COLUMNS " FROM outbox",
       [](const Query& row) { static_cast<void>(item_of(row)); });
  read("Trace", "SELECT id, steps FROM trace",
       [](const Query& row) { static_cast<void>(decode_trace(row.text(1))); });
  read("Dedup key", "SELECT id, result FROM dedup",
       [](const Query& row) { static_cast<void>(decode_delivered(row.text(1))); });
  read("A device of account", "SELECT DISTINCT account FROM device",
       [&](const Query& row) { static_cast<void>(devices(db, mail::AccountId{row.number(0)}, secrets)); });
}

}  // namespace

void check_rows(Connection& db, const Secrets& secrets, std::vector<std::string>& faults) {
  {
    auto rows = db.rows("PRAGMA integrity_check(20)");
    while (rows.next())
      if (rows.text(0) != "ok") faults.push_back("The database is damaged: " + rows.text(0) + ".");
  }
  for (const auto& rule : rules) {
    auto rows = db.rows(rule.sql);
    while (rows.next()) faults.push_back(filled(rule.sentence, rows));
  }
  check_wants(db, faults);
  check_keywords(db, faults);
  check_values(db, secrets, faults);
}

}  // namespace store::sqlite
