// The reads of the seam's Store: each on a snapshot of its own.

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

Answer<std::vector<Script>> StoreFace::scripts(mail::AccountId account) {
  return readers_.read<std::vector<Script>>(
      [account](Connection& db) { return sqlite::scripts(db, account); });
}

Answer<Script> StoreFace::script(mail::AccountId account, std::string name) {
  return readers_.read<Script>(
      [account, name = std::move(name)](Connection& db) { return sqlite::script(db, account, name); });
}

Answer<std::vector<Device>> StoreFace::devices(mail::AccountId account) {
  return readers_.read<std::vector<Device>>(
      [this, account](Connection& db) { return sqlite::devices(db, account, secrets_); });
}

Answer<Account> StoreFace::account(mail::AccountId id) {
  return readers_.read<Account>([id](Connection& db) { return sqlite::account_by_id(db, id); });
}

Answer<Account> StoreFace::account_by_address(std::string address) {
  return readers_.read<Account>(
      [address = std::move(address)](Connection& db) { return sqlite::account_by_address(db, address); });
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

Answer<mail::ModSeq> StoreFace::arrival(mail::AccountId account, std::string mailbox, mail::Uid uid) {
  return readers_.read<mail::ModSeq>([account, mailbox = std::move(mailbox), uid](Connection& db) {
    return sqlite::arrival(db, account, mailbox, uid);
  });
}

}  // namespace store::sqlite
