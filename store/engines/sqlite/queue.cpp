// The mails of the outbox, as an operator sees and changes them.

#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

/// not_found, or conflict while somebody sends it: he would not see the change.
base::Result<Nothing> at_rest(Transaction& tx, std::int64_t id) {
  const auto leased = tx.number("SELECT leased = 1 AND due IS NOT NULL FROM outbox WHERE id = ? AND kind = ?",
                                id, Kind::mail);
  if (!leased) return base::fail(base::Errc::not_found, "there is no such mail in the queue");
  if (*leased != 0) return base::fail(base::Errc::conflict, "it is being sent: try again in a moment");
  return Nothing{};
}

}  // namespace

base::Result<Nothing> hasten_mail(Transaction& tx, std::int64_t id) {
  if (auto rests = at_rest(tx, id); !rests) return rests;
  tx.run(
      "UPDATE outbox SET due = ?1, since = ?1, failures = iif(due IS NULL, 0, failures), died = NULL WHERE "
      "id = ?2",
      tx.now(), id);
  return Nothing{};
}

base::Result<Nothing> drop_mail(Transaction& tx, std::int64_t id) {
  if (auto rests = at_rest(tx, id); !rests) return rests;
  const auto body = tx.number("SELECT body FROM outbox WHERE id = ?", id);
  tx.run("DELETE FROM outbox WHERE id = ?", id);
  lower_refs(tx, body.value_or(0));
  return Nothing{};
}

base::Result<std::vector<QueuedMail>> queued_mails(Connection& db, std::int64_t before, std::size_t limit) {
  std::vector<QueuedMail> mails;
  auto rows = db.rows(
      "SELECT o.id, o.account, coalesce((SELECT address FROM address a WHERE a.account = o.account AND"
      " a.is_primary = 1), ''), o.payload, o.body, o.body_size, o.created, o.due, o.leased, o.failures, "
      "o.reason"
      " FROM outbox o WHERE o.kind = ? AND o.id < ? ORDER BY o.id DESC LIMIT ?",
      Kind::mail, before, limit);
  while (rows.next()) {
    QueuedMail one{.id = rows.number(0), .account = {rows.number(1)}, .account_address = rows.text(2)};
    one.mail = decode_mail_item(rows.text(3));
    one.mail.body = blob_ref(rows.number(4), rows.count(5));
    one.octets = one.mail.prefix.size() + rows.count(5);
    one.created = rows.time(6);
    if (!rows.null(7)) one.due = rows.time(7);
    one.leased = one.due && rows.number(8) != 0;
    one.failures = rows.small(9);
    one.reason = rows.text(10);
    mails.push_back(std::move(one));
  }
  return mails;
}

}  // namespace store::sqlite
