// External lists (RFC 6134). What is compared is the key of an entry: its text in lower case.
//
// Invariant: list.entries is the number of its rows in list_entry, unless the list is gone. A list that is
// dropped is gone for everybody at once; its entries are removed by purge_list().

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/mutations.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

using base::Errc;

constexpr std::int64_t purged_at_once = 2'000;  // entries, some 5 ms of the writer

struct ListRow {
  std::int64_t id = 0;
  std::int64_t entries = 0;
};

base::Error no_list() {
  return base::fail(Errc::not_found, "there is no such list");
}

std::string key_of(std::string_view text) {
  return base::text::lowered(base::text::trimmed(text));
}

std::optional<ListRow> row_of(Connection& db, mail::AccountId owner, const std::string& name) {
  auto row = db.rows("SELECT id, entries FROM list WHERE account = ? AND name = ? AND gone = 0", owner, name);
  if (!row.next()) return std::nullopt;
  return ListRow{.id = row.number(0), .entries = row.number(1)};
}

bool has_owner(Transaction& tx, mail::AccountId owner) {
  return owner.value == 0 || tx.account(owner);
}

base::Result<Nothing> may_be_entry(const std::string& text, const ListLimits& limits) {
  if (text.size() > limits.entry_octets)
    return base::fail(Errc::too_large,
                      "an entry of a list has at most " + std::to_string(limits.entry_octets) + " octets");
  const bool is_text = base::text::is_utf8(text) && std::ranges::none_of(text, [](char c) {
                         return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                       });
  if (text.empty() || !is_text || base::text::trimmed(text).size() != text.size())
    return base::fail(
        Errc::syntax,
        "an entry of a list is UTF-8 text without control characters, and no blanks at its ends");
  return Nothing{};
}

std::size_t take_out(Transaction& tx, const ListRow& list, const std::vector<std::string>& entries) {
  std::size_t removed = 0;
  for (const std::string& entry : entries)
    removed += static_cast<std::size_t>(
        tx.run("DELETE FROM list_entry WHERE list = ? AND key = ?", list.id, key_of(entry)));
  return removed;
}

base::Result<std::size_t> put_in(Transaction& tx, const ListRow& list,
                                 const std::vector<std::string>& entries, const ListLimits& limits) {
  std::size_t added = 0;
  for (const std::string& entry : entries) {
    if (auto fine = may_be_entry(entry, limits); !fine) return std::move(fine).error();
    added +=
        static_cast<std::size_t>(tx.run("INSERT OR IGNORE INTO list_entry(list, key, value) VALUES (?, ?, ?)",
                                        list.id, key_of(entry), entry));
  }
  return added;
}

}  // namespace

base::Result<Nothing> put_list(Transaction& tx, mail::AccountId owner, const std::string& name,
                               const ListLimits& limits) {
  if (!has_owner(tx, owner)) return no_account();
  if (row_of(tx.database(), owner, name)) return Nothing{};
  if (owner.value != 0 && row_of(tx.database(), {}, name))
    return base::fail(Errc::already_exists, "everybody has a list of this name");
  const auto there = tx.number("SELECT count(*) FROM list WHERE account = ? AND gone = 0", owner);
  if (static_cast<std::size_t>(there.value_or(0)) >= limits.lists)
    return base::fail(Errc::over_quota, "there are at most " + std::to_string(limits.lists) + " lists");
  tx.run("INSERT INTO list(id, account, name, entries, gone) VALUES (?, ?, ?, 0, 0)", tx.next("list"), owner,
         name);
  return Nothing{};
}

base::Result<Nothing> drop_list(Transaction& tx, mail::AccountId owner, const std::string& name) {
  const int gone =
      tx.run("UPDATE list SET gone = 1 WHERE account = ? AND name = ? AND gone = 0", owner, name);
  if (gone == 0) return no_list();
  return Nothing{};
}

base::Result<ListChanged> change_list(Transaction& tx, mail::AccountId owner, const ListChange& change,
                                      const ListLimits& limits) {
  const auto list = row_of(tx.database(), owner, change.name);
  if (!list) return no_list();
  if (change.add.size() + change.remove.size() > ListChange::most_at_once)
    return base::fail(Errc::too_large,
                      "at most " + std::to_string(ListChange::most_at_once) + " entries are changed at once");
  ListChanged changed;
  changed.removed = take_out(tx, *list, change.remove);
  auto added = put_in(tx, *list, change.add, limits);
  if (!added) return std::move(added).error();
  changed.added = *added;
  changed.entries = static_cast<std::size_t>(list->entries) + changed.added - changed.removed;
  if (changed.added > 0 && changed.entries > limits.entries)
    return base::fail(Errc::over_quota, "a list has at most " + std::to_string(limits.entries) + " entries");
  tx.run("UPDATE list SET entries = ? WHERE id = ?", changed.entries, list->id);
  return changed;
}

base::Result<bool> purge_list(Transaction& tx, mail::AccountId owner) {
  const auto list =
      tx.number("SELECT id FROM list WHERE gone = 1 AND (?1 = 0 OR account = ?1) LIMIT 1", owner);
  if (!list) return false;
  const int purged = tx.run(
      "DELETE FROM list_entry WHERE list = ?1 AND key IN (SELECT key FROM list_entry WHERE list = ?1 LIMIT "
      "?2)",
      *list, purged_at_once);
  if (purged < purged_at_once) tx.run("DELETE FROM list WHERE id = ?", *list);
  return true;
}

base::Result<std::vector<List>> lists(Connection& db, mail::AccountId owner) {
  std::vector<List> found;
  auto rows = db.rows("SELECT name, entries FROM list WHERE account = ? AND gone = 0 ORDER BY name", owner);
  while (rows.next()) found.push_back({.name = rows.text(0), .entries = rows.count(1)});
  return found;
}

base::Result<List> list(Connection& db, mail::AccountId owner, const std::string& name) {
  const auto row = row_of(db, owner, name);
  if (!row) return no_list();
  return List{.name = name, .entries = static_cast<std::size_t>(row->entries)};
}

base::Result<std::vector<std::string>> list_entries(Connection& db, mail::AccountId owner,
                                                    const std::string& name, const std::string& after,
                                                    std::size_t limit) {
  const auto list = row_of(db, owner, name);
  if (!list) return no_list();
  std::vector<std::string> entries;
  auto rows = db.rows("SELECT value FROM list_entry WHERE list = ? AND key > ? ORDER BY key LIMIT ?",
                      list->id, key_of(after), limit);
  while (rows.next()) entries.push_back(rows.text(0));
  return entries;
}

base::Result<std::optional<std::string>> list_holds(Connection& db, mail::AccountId owner,
                                                    const std::string& name,
                                                    const std::vector<std::string>& values) {
  const auto list = row_of(db, owner, name);
  if (!list) return no_list();
  for (const std::string& value : values) {
    auto row = db.rows("SELECT value FROM list_entry WHERE list = ? AND key = ?", list->id, key_of(value));
    if (row.next()) return std::optional<std::string>{row.text(0)};
  }
  return std::optional<std::string>{};
}

}  // namespace store::sqlite
