// What operations on mailboxes share: names, creation, adding a message, quota (RFC 3501 section 5.1, RFC
// 5423).

#include "store/engines/sqlite/mailboxes.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "store/engines/sqlite/enqueue.hpp"

namespace store::sqlite {
namespace {

constexpr std::size_t longest_name = 1000;
constexpr std::int64_t most_mailboxes = 1'000;  // so that a RENAME of all is one short operation

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name || !base::text::is_utf8(name)) return false;
  const auto levels = base::text::split(name, '/');
  return std::ranges::none_of(levels, [](auto level) { return level.empty(); }) &&
         std::ranges::none_of(name, [](char c) {
           const bool is_wildcard = c == '%' || c == '*';  // no client could name it in a LIST
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || is_wildcard;
         });
}

/// Calls `visit` with the name of each level above `name`, the highest first.
template <class Visit>
void for_each_above(const std::string& name, const Visit& visit) {
  for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
    visit(canonical(name.substr(0, slash)));
}

/// Rises for the whole store, so that a mailbox that is made again never has an old value
/// (RFC 3501 section 2.3.1.1).
mail::UidValidity next_uid_validity(Transaction& tx) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(tx.now().time_since_epoch()).count();
  tx.run(
      "INSERT INTO sequence(name, value) VALUES ('uid_validity', ?)"
      " ON CONFLICT(name) DO UPDATE SET value = max(value + 1, excluded.value)",
      seconds);
  const auto value = tx.number("SELECT value FROM sequence WHERE name = 'uid_validity'").value();
  return mail::UidValidity{static_cast<std::uint32_t>(value)};
}

MailboxRow made(Transaction& tx, AccountRow& account, const std::string& name, const std::string& special_use,
                const std::string& session) {
  auto mailbox = insert_mailbox(tx, account.id, name, special_use);
  mail::Event event{.name = mail::EventName::mailbox_create, .session = session};
  tx.emit(account, &mailbox, event);
  announce(tx, account, event);
  tx.save(mailbox);
  return mailbox;
}

}  // namespace

std::string canonical(std::string_view mailbox) {
  const auto first = mailbox.substr(0, mailbox.find('/'));
  if (!base::text::same_ignoring_case(first, "INBOX")) return std::string(mailbox);
  return "INBOX" + std::string(mailbox.substr(first.size()));
}

MailboxRow insert_mailbox(Transaction& tx, mail::AccountId account, const std::string& name,
                          const std::string& special_use) {
  MailboxRow mailbox;
  mailbox.account = account;
  mailbox.id.value = tx.next("mailbox");
  mailbox.name = name;
  mailbox.uid_validity = next_uid_validity(tx);
  mailbox.uid_next.value = 1;
  mailbox.recent_from.value = 1;
  tx.run(
      "INSERT INTO mailbox(account, id, name, special_use, uid_validity, uid_next, highest_modseq, messages,"
      " unseen, recent, recent_from, size, last_event, gone) VALUES (?, ?, ?, ?, ?, 1, 0, 0, 0, 0, 1, 0, 0, "
      "0)",
      account, mailbox.id, name, special_use, mailbox.uid_validity);
  return mailbox;
}

base::Result<std::monostate> may_be_named(Transaction& tx, mail::AccountId account, const std::string& name) {
  if (!is_name(name)) return base::fail(base::Errc::syntax, "this cannot be the name of a mailbox");
  if (tx.mailbox(account, name)) return base::fail(base::Errc::already_exists, "there is such a mailbox");
  return std::monostate{};
}

base::Result<std::monostate> has_room(Transaction& tx, mail::AccountId account, const std::string& name,
                                      std::int64_t more) {
  for_each_above(name, [&](const std::string& above) { more += tx.mailbox(account, above) ? 0 : 1; });
  if (more == 0) return std::monostate{};
  const auto there = tx.number("SELECT count(*) FROM mailbox WHERE account = ? AND gone = 0", account);
  if (there.value_or(0) + more > most_mailboxes)
    return base::fail(base::Errc::too_large, "there are too many mailboxes");
  return std::monostate{};
}

void create_above(Transaction& tx, AccountRow& account, const std::string& name, const std::string& session) {
  for_each_above(name, [&](const std::string& above) {
    if (!tx.mailbox(account.id, above)) made(tx, account, above, "", session);
  });
}

base::Result<MailboxRow> create_mailbox(Transaction& tx, AccountRow& account, const std::string& name,
                                        const std::string& special_use, const std::string& session) {
  if (auto free = may_be_named(tx, account.id, name); !free) return std::move(free).error();
  if (auto room = has_room(tx, account.id, name, 1); !room) return std::move(room).error();
  create_above(tx, account, name, session);
  return made(tx, account, name, special_use, session);
}

mail::Event add_message(Transaction& tx, AccountRow& account, MailboxRow& mailbox, const NewMessage& message,
                        mail::Event event) {
  const mail::Uid uid = mailbox.uid_next;
  ++mailbox.uid_next.value;
  ++mailbox.messages;
  ++mailbox.recent;
  if (!message.flags.has(mail::Flags::seen)) ++mailbox.unseen;
  mailbox.size += message.size();
  event.uids = mail::UidSet(uid);
  event.flags = message.flags;
  event.size = message.size();
  tx.emit(account, &mailbox, event);
  tx.run(
      "INSERT INTO message(account, mailbox, uid, modseq, arrival, flags, keywords, size, received, body,"
      " body_size, prefix) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      account.id, mailbox.id, uid, event.modseq, message.arrival.value ? message.arrival : event.modseq,
      message.flags.system(), base::text::join(message.flags.keywords(), " "), message.size(),
      message.received, message.body.id, message.body.length, Blob{message.prefix});
  return event;
}

base::Result<std::monostate> charge(Transaction& tx, AccountRow& account, std::uint64_t more) {
  if (more == 0) return std::monostate{};  // also where the quota was made smaller than what is there
  if (account.quota != 0 && account.used + more > account.quota) {
    if (!account.exceeded)
      tx.instead([id = account.id](Transaction& other) {
        auto row = other.account(id);
        if (!row) return;
        mail::Event event{.name = mail::EventName::quota_exceed};
        other.emit(*row, nullptr, event);
        announce(other, *row, event);
        row->exceeded = true;
        other.save(*row);
      });
    return base::fail(base::Errc::over_quota, "the mailbox is full");
  }
  account.used += more;
  return std::monostate{};
}

void discharge(Transaction& tx, AccountRow& account, std::uint64_t less) {
  account.used -= std::min(account.used, less);
  tell_quota_within(tx, account);
}

void tell_quota_within(Transaction& tx, AccountRow& account) {
  const bool is_within = account.quota == 0 || account.used < account.quota;
  if (!account.exceeded || !is_within) return;
  account.exceeded = false;
  mail::Event event{.name = mail::EventName::quota_within};
  tx.emit(account, nullptr, event);
  announce(tx, account, event);
}

}  // namespace store::sqlite
