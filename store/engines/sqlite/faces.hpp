// The seam's Store and Outbox on this engine: each operation is handed to the writer, or to a reader.
#pragma once

#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/readers.hpp"
#include "store/engines/sqlite/recent.hpp"
#include "store/engines/sqlite/secrets.hpp"
#include "store/engines/sqlite/writer.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace store::sqlite {

class StoreFace final : public Store {
 public:
  StoreFace(Writer& writer, Readers& readers, Books& books, Recent& recent, const Secrets& secrets)
      : writer_(writer), readers_(readers), books_(books), recent_(recent), secrets_(secrets) {}

  Answer<Delivered> deliver(Deliver delivery) override;
  net::Task<> release(DedupKey key) override;
  Answer<bool> is_known(DedupKey key) override;
  Answer<Observed> observe(Observe observation) override;
  Answer<Changed> mutate(mail::AccountId account, Mutation mutation, std::string session) override;

  Answer<Created> create(Creation creation, Once once) override;
  Answer<mail::AccountId> put_account(Account account) override;
  Answer<std::monostate> drop_account(mail::AccountId account) override;
  Answer<std::monostate> put_domain(Domain domain) override;
  Answer<std::monostate> put_credential(Credential credential) override;
  Answer<mail::ModSeq> put_script(mail::AccountId account, ScriptChange change, ScriptLimits limits) override;
  Answer<mail::DeviceId> put_device(Device device) override;
  Answer<std::monostate> drop_device(mail::AccountId account, mail::DeviceId device) override;
  Answer<std::monostate> retire_device(mail::AccountId account, mail::DeviceId device,
                                       std::string reason) override;
  Answer<std::monostate> put_setting(std::string name, std::optional<std::string> value) override;
  Answer<std::monostate> put_list(mail::AccountId owner, std::string name, ListLimits limits) override;
  Answer<std::monostate> drop_list(mail::AccountId owner, std::string name) override;
  Answer<ListChanged> change_list(mail::AccountId owner, ListChange change, ListLimits limits) override;
  Answer<std::monostate> add_trace(mail::AccountId account, mail::ModSeq modseq, Trace trace) override;

  [[nodiscard]] std::uint64_t login_changes() const noexcept override { return books_.login_changes; }

  Answer<Changes> changes(mail::AccountId account, mail::ModSeq since, std::size_t limit) override;
  Answer<std::vector<mail::ModSeq>> heads(std::vector<mail::AccountId> accounts) override;
  Answer<std::vector<Mailbox>> mailboxes(mail::AccountId account) override;
  Answer<MailboxView> mailbox(mail::AccountId account, std::string name) override;
  Answer<std::vector<Message>> messages(mail::AccountId account, mail::MailboxId mailbox,
                                        mail::UidSet uids) override;
  Answer<mail::UidSet> expunged(mail::AccountId account, mail::MailboxId mailbox,
                                mail::ModSeq since) override;
  Answer<std::vector<std::string>> subscriptions(mail::AccountId account) override;
  Answer<std::optional<std::string>> metadata(mail::AccountId account, mail::MailboxId mailbox,
                                              std::string entry) override;
  Answer<std::vector<Annotation>> annotations(mail::AccountId account, mail::MailboxId mailbox) override;
  Answer<std::vector<List>> lists(mail::AccountId owner) override;
  Answer<List> list(mail::AccountId owner, std::string name) override;
  Answer<std::vector<std::string>> list_entries(mail::AccountId owner, std::string name, std::string after,
                                                std::size_t limit) override;
  Answer<std::optional<std::string>> list_holds(mail::AccountId owner, std::string name,
                                                std::vector<std::string> values) override;
  Answer<bool> remembers(mail::AccountId account, std::string key) override;
  Answer<std::vector<Script>> scripts(mail::AccountId account) override;
  Answer<Script> script(mail::AccountId account, std::string name) override;
  Answer<std::vector<Device>> devices(mail::AccountId account) override;
  Answer<Account> account(mail::AccountId id) override;
  Answer<Account> account_by_address(std::string address) override;
  Answer<std::vector<Account>> accounts(std::string after, std::size_t limit) override;
  Answer<std::optional<Domain>> domain(std::string name) override;
  Answer<std::vector<Domain>> domains() override;
  Answer<std::vector<Credential>> credentials(mail::AccountId account) override;
  Answer<std::optional<Credential>> token(std::string verifier) override;
  Answer<std::optional<std::string>> setting(std::string name) override;
  Answer<std::optional<Cursor>> cursor(mail::AccountId account, std::string mailbox) override;
  Answer<Trace> trace(mail::AccountId account, mail::ModSeq modseq) override;
  Answer<std::optional<Traced>> last_step(mail::AccountId account, std::size_t most,
                                          std::function<bool(const TraceStep&)> wanted) override;
  Answer<mail::ModSeq> arrival(mail::AccountId account, std::string mailbox, mail::Uid uid) override;

 private:
  net::Task<> purge(mail::AccountId owner);

  Writer& writer_;
  Readers& readers_;
  Books& books_;
  Recent& recent_;
  const Secrets& secrets_;
};

class OutboxFace final : public Outbox {
 public:
  OutboxFace(Writer& writer, Readers& readers, const base::Clock& clock)
      : writer_(writer), readers_(readers), clock_(clock) {}

  Answer<std::vector<Item>> claim(std::size_t max, std::chrono::milliseconds lease) override;
  Answer<std::vector<Ticket>> renew(std::vector<Ticket> tickets, std::chrono::milliseconds lease) override;
  Answer<std::size_t> settle(std::vector<Settled> settled) override;
  Answer<std::vector<DeadLetter>> dead_letters(std::int64_t before, std::size_t limit) override;
  Answer<std::monostate> revive(std::int64_t id) override;
  Answer<std::monostate> drop(std::int64_t id) override;
  Answer<std::vector<QueuedMail>> mails(std::int64_t before, std::size_t limit) override;
  Answer<std::monostate> hasten_mail(std::int64_t id) override;
  Answer<std::monostate> drop_mail(std::int64_t id) override;
  Answer<OutboxStats> stats() override;
  Answer<std::optional<base::Time>> next_due() override;

 private:
  Writer& writer_;
  Readers& readers_;
  const base::Clock& clock_;
};

}  // namespace store::sqlite
