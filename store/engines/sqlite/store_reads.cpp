// The reads of the seam's Store: each on a snapshot of its own, or of what is remembered from one.

#include <utility>

#include "store/engines/sqlite/faces.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

Answer<Changes> StoreFace::changes(mail::AccountId account, mail::ModSeq since, std::size_t limit) {
  return readers_.read<Changes>(
      [account, since, limit](Connection& db) { return sqlite::changes(db, account, since, limit); });
}

Answer<std::vector<mail::ModSeq>> StoreFace::heads(std::vector<mail::AccountId> accounts) {
  return readers_.read<std::vector<mail::ModSeq>>(
      [accounts = std::move(accounts)](Connection& db) { return sqlite::heads(db, accounts); });
}

Answer<std::vector<Mailbox>> StoreFace::mailboxes(mail::AccountId account) {
  return readers_.read<std::vector<Mailbox>>(
      [account](Connection& db) { return sqlite::mailboxes(db, account); });
}

Answer<MailboxView> StoreFace::mailbox(mail::AccountId account, std::string name) {
  return readers_.read<MailboxView>(
      [account, name = std::move(name)](Connection& db) { return sqlite::mailbox_view(db, account, name); });
}

Answer<std::vector<Message>> StoreFace::messages(mail::AccountId account, mail::MailboxId mailbox,
                                                 mail::UidSet uids) {
  return readers_.read<std::vector<Message>>([account, mailbox, uids = std::move(uids)](Connection& db) {
    return sqlite::messages(db, account, mailbox, uids);
  });
}

Answer<mail::UidSet> StoreFace::expunged(mail::AccountId account, mail::MailboxId mailbox,
                                         mail::ModSeq since) {
  return readers_.read<mail::UidSet>(
      [account, mailbox, since](Connection& db) { return sqlite::expunged(db, account, mailbox, since); });
}

Answer<std::vector<std::string>> StoreFace::subscriptions(mail::AccountId account) {
  return readers_.read<std::vector<std::string>>(
      [account](Connection& db) { return sqlite::subscriptions(db, account); });
}

Answer<std::optional<std::string>> StoreFace::metadata(mail::AccountId account, mail::MailboxId mailbox,
                                                       std::string entry) {
  return readers_.read<std::optional<std::string>>(
      [account, mailbox, entry = std::move(entry)](Connection& db) {
        return sqlite::metadata(db, account, mailbox, entry);
      });
}

Answer<std::vector<Annotation>> StoreFace::annotations(mail::AccountId account, mail::MailboxId mailbox) {
  return readers_.read<std::vector<Annotation>>(
      [account, mailbox](Connection& db) { return sqlite::annotations(db, account, mailbox); });
}

Answer<std::vector<List>> StoreFace::lists(mail::AccountId owner) {
  return readers_.read<std::vector<List>>([owner](Connection& db) { return sqlite::lists(db, owner); });
}

Answer<List> StoreFace::list(mail::AccountId owner, std::string name) {
  return readers_.read<List>(
      [owner, name = std::move(name)](Connection& db) { return sqlite::list(db, owner, name); });
}

Answer<std::vector<std::string>> StoreFace::list_entries(mail::AccountId owner, std::string name,
                                                         std::string after, std::size_t limit) {
  return readers_.read<std::vector<std::string>>(
      [owner, name = std::move(name), after = std::move(after), limit](Connection& db) {
        return sqlite::list_entries(db, owner, name, after, limit);
      });
}

Answer<std::optional<std::string>> StoreFace::list_holds(mail::AccountId owner, std::string name,
                                                         std::vector<std::string> values) {
  return readers_.read<std::optional<std::string>>(
      [owner, name = std::move(name), values = std::move(values)](Connection& db) {
        return sqlite::list_holds(db, owner, name, values);
      });
}

Answer<bool> StoreFace::remembers(mail::AccountId account, std::string key) {
  return readers_.read<bool>([account, key = std::move(key), now = writer_.now()](Connection& db) {
    return base::Result<bool>(sqlite::remembers(db, account, key, now));
  });
}

Answer<std::vector<Script>> StoreFace::scripts(mail::AccountId account) {
  return readers_.read<std::vector<Script>>(
      [account](Connection& db) { return sqlite::scripts(db, account); });
}

Answer<Script> StoreFace::script(mail::AccountId account, std::string name) {
  const bool the_active = name.empty();
  if (the_active) {
    if (auto known = recent_.active_script(account)) co_return std::move(*known);
  }
  const auto ticket = recent_.begin(account);
  auto look = [account, name = std::move(name)](Connection& db) { return sqlite::script(db, account, name); };
  auto found = co_await readers_.read<Script>(std::move(look));
  if (the_active) recent_.keep(account, ticket, found);
  co_return found;
}

Answer<std::vector<Device>> StoreFace::devices(mail::AccountId account) {
  if (auto known = recent_.devices(account)) co_return std::move(*known);
  const auto ticket = recent_.begin(account);
  auto look = [this, account](Connection& db) { return sqlite::devices(db, account, secrets_); };
  auto found = co_await readers_.read<std::vector<Device>>(std::move(look));
  if (found) recent_.keep(account, ticket, *found);
  co_return found;
}

Answer<Account> StoreFace::account(mail::AccountId id) {
  if (auto known = recent_.account(id)) co_return std::move(*known);
  const auto ticket = recent_.begin(id);
  auto look = [id](Connection& db) { return sqlite::account_by_id(db, id); };
  auto found = co_await readers_.read<Account>(std::move(look));
  if (found) recent_.keep(id, ticket, *found);
  co_return found;
}

Answer<Account> StoreFace::account_by_address(std::string address) {
  const auto owner = recent_.owner(address);
  if (owner) {
    if (auto known = recent_.account(*owner); known && known->has(address)) co_return std::move(*known);
  }
  auto look = [&address](Connection& db) { return sqlite::account_by_address(db, address); };
  auto found = co_await readers_.read<Account>(std::move(look));
  if (!found || recent_.account(found->id)) co_return found;
  // Now that the id is known it can be read so that it may be kept; the address may have moved in between.
  auto again = co_await account(found->id);
  if (again && again->has(address)) co_return again;
  co_return found;
}

Answer<std::vector<Account>> StoreFace::accounts(std::string after, std::size_t limit) {
  return readers_.read<std::vector<Account>>(
      [after = std::move(after), limit](Connection& db) { return sqlite::accounts(db, after, limit); });
}

Answer<std::optional<Domain>> StoreFace::domain(std::string name) {
  return readers_.read<std::optional<Domain>>(
      [name = std::move(name)](Connection& db) { return sqlite::domain(db, name); });
}

Answer<std::vector<Domain>> StoreFace::domains() {
  return readers_.read<std::vector<Domain>>([](Connection& db) { return sqlite::domains(db); });
}

Answer<std::vector<Credential>> StoreFace::credentials(mail::AccountId account) {
  return readers_.read<std::vector<Credential>>(
      [account](Connection& db) { return sqlite::credentials(db, account); });
}

Answer<std::optional<Credential>> StoreFace::token(std::string verifier) {
  return readers_.read<std::optional<Credential>>(
      [verifier = std::move(verifier)](Connection& db) { return sqlite::token(db, verifier); });
}

Answer<std::optional<std::string>> StoreFace::setting(std::string name) {
  return readers_.read<std::optional<std::string>>(
      [this, name = std::move(name)](Connection& db) { return sqlite::setting(db, name, secrets_); });
}

Answer<std::optional<Cursor>> StoreFace::cursor(mail::AccountId account, std::string mailbox) {
  return readers_.read<std::optional<Cursor>>([account, mailbox = std::move(mailbox)](Connection& db) {
    return sqlite::cursor(db, account, mailbox);
  });
}

Answer<Trace> StoreFace::trace(mail::AccountId account, mail::ModSeq modseq) {
  return readers_.read<Trace>(
      [account, modseq](Connection& db) { return sqlite::trace(db, account, modseq); });
}

Answer<std::optional<Traced>> StoreFace::last_step(mail::AccountId account, std::size_t most,
                                                   std::function<bool(const TraceStep&)> wanted) {
  return readers_.read<std::optional<Traced>>([account, most, wanted = std::move(wanted)](Connection& db) {
    return sqlite::last_step(db, account, most, wanted);
  });
}

Answer<mail::ModSeq> StoreFace::arrival(mail::AccountId account, std::string mailbox, mail::Uid uid) {
  return readers_.read<mail::ModSeq>([account, mailbox = std::move(mailbox), uid](Connection& db) {
    return sqlite::arrival(db, account, mailbox, uid);
  });
}

}  // namespace store::sqlite
