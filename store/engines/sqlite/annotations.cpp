// Annotations of mailboxes and of the server (RFC 5464).
//
// What is shared of the server stands under account 0 and mailbox 0, what is private of it under the account
// and mailbox 0.

#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/mutations.hpp"
#include "store/engines/sqlite/operations.hpp"
#include "store/metadata.hpp"

namespace store::sqlite {
namespace {

constexpr std::int64_t most_annotations = 100;

bool is_of_server(mail::MailboxId mailbox, std::string_view name) {
  return mailbox.value == 0 && is_shared(name);
}

/// Whose row it is.
mail::AccountId owner_of(mail::AccountId account, mail::MailboxId mailbox, std::string_view name) {
  return is_of_server(mailbox, name) ? mail::AccountId{} : account;
}

base::Result<Nothing> has_room(Transaction& tx, const Actor& actor, mail::MailboxId mailbox,
                               const std::string& name, const std::string& value) {
  if (value.size() > largest_annotation)
    return base::fail(base::Errc::too_large,
                      "an annotation has at most " + std::to_string(largest_annotation) + " octets");
  const auto others =
      tx.number("SELECT count(*) FROM metadata WHERE account = ? AND mailbox = ? AND entry <> ?",
                actor.account, mailbox, name);
  if (others.value_or(0) >= most_annotations)
    return base::fail(base::Errc::over_quota, "there are at most " + std::to_string(most_annotations) +
                                                  " annotations of a mailbox or of the server");
  return Nothing{};
}

base::Result<Nothing> set_one(Transaction& tx, const Actor& actor, mail::MailboxId mailbox,
                              const AnnotationChange& change) {
  const auto name = annotation_name(change.entry);
  if (!name) return name.error();
  const bool is_everybodys = actor.account.value == 0;
  if (is_everybodys && !is_of_server(mailbox, *name))
    return base::fail(base::Errc::denied, "what is not shared by everybody is an account's");
  if (!is_everybodys && is_of_server(mailbox, *name))
    return base::fail(base::Errc::denied, "what is shared of the server is its administrator's");
  if (!change.value) {
    tx.run("DELETE FROM metadata WHERE account = ? AND mailbox = ? AND entry = ?", actor.account, mailbox,
           *name);
    return Nothing{};
  }
  if (auto room = has_room(tx, actor, mailbox, *name, *change.value); !room) return room;
  tx.run("INSERT OR REPLACE INTO metadata(account, mailbox, entry, value) VALUES (?, ?, ?, ?)", actor.account,
         mailbox, *name, Blob{*change.value});
  return Nothing{};
}

}  // namespace

base::Result<Changed> set_metadata(Transaction& tx, const Actor& actor, const SetMetadata& change) {
  Changed changed;
  if (actor.account.value != 0) {
    const auto account = tx.account(actor.account);
    if (!account) return no_account();
    if (change.mailbox.value != 0 && !tx.mailbox(actor.account, change.mailbox)) return no_mailbox();
    changed.modseq = account->head;
  }
  for (const auto& one : change.changes)
    if (auto set = set_one(tx, actor, change.mailbox, one); !set) return std::move(set).error();
  return changed;
}

base::Result<std::optional<std::string>> metadata(Connection& db, mail::AccountId account,
                                                  mail::MailboxId mailbox, const std::string& entry) {
  const std::string name = base::text::lowered(entry);
  auto row = db.rows("SELECT value FROM metadata WHERE account = ? AND mailbox = ? AND entry = ?",
                     owner_of(account, mailbox, name), mailbox, name);
  if (!row.next()) return std::optional<std::string>{};
  return std::optional<std::string>{row.text(0)};
}

base::Result<std::vector<Annotation>> annotations(Connection& db, mail::AccountId account,
                                                  mail::MailboxId mailbox) {
  std::vector<Annotation> found;
  auto rows = db.rows(
      "SELECT entry, value FROM metadata WHERE mailbox = ?2 AND (account = ?1 OR (?2 = 0 AND account = 0))"
      " ORDER BY entry",
      account, mailbox);
  while (rows.next()) found.push_back({.entry = rows.text(0), .value = rows.text(1)});
  return found;
}

}  // namespace store::sqlite
