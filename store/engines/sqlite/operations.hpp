// The operations of the seam inside this engine: each a plain function in the writer, or on a reader's
// snapshot.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/engines/sqlite/secrets.hpp"
#include "store/engines/sqlite/transaction.hpp"
#include "store/store.hpp"

namespace store::sqlite {

using Nothing = std::monostate;

// In the writer.
base::Result<Delivered> deliver(Transaction& tx, const Deliver& delivery);
base::Result<Observed> observe(Transaction& tx, const Observe& observation);

base::Result<std::vector<Item>> claim(Transaction& tx, std::size_t max, std::chrono::milliseconds lease);
base::Result<std::vector<Ticket>> renew(Transaction& tx, const std::vector<Ticket>& tickets,
                                        std::chrono::milliseconds lease);
base::Result<std::size_t> settle(Transaction& tx, const std::vector<Settled>& settled);
base::Result<Nothing> revive(Transaction& tx, std::int64_t id);
base::Result<Nothing> drop_letter(Transaction& tx, std::int64_t id);
base::Result<Nothing> hasten_mail(Transaction& tx, std::int64_t id);
base::Result<Nothing> drop_mail(Transaction& tx, std::int64_t id);

base::Result<Created> create(Transaction& tx, const Creation& creation, const Once& once,
                             const Secrets& secrets);
base::Result<mail::AccountId> put_account(Transaction& tx, const Account& account);
/// Nobody sees it any more; its messages are removed by purge_slice().
base::Result<Nothing> drop_account(Transaction& tx, mail::AccountId account);
base::Result<Nothing> put_domain(Transaction& tx, const Domain& domain);
base::Result<Nothing> put_credential(Transaction& tx, const Credential& credential);
base::Result<mail::ModSeq> put_script(Transaction& tx, mail::AccountId account, const ScriptChange& change,
                                      const ScriptLimits& limits);
base::Result<mail::DeviceId> put_device(Transaction& tx, const Device& device, const Secrets& secrets);
base::Result<Nothing> drop_device(Transaction& tx, mail::AccountId account, mail::DeviceId device);
base::Result<Nothing> retire_device(Transaction& tx, mail::AccountId account, mail::DeviceId device,
                                    const std::string& reason);
base::Result<Nothing> put_setting(Transaction& tx, const std::string& name,
                                  const std::optional<std::string>& value, const Secrets& secrets);
base::Result<Nothing> add_trace(Transaction& tx, mail::AccountId account, mail::ModSeq modseq,
                                const Trace& trace);

base::Result<Nothing> put_list(Transaction& tx, mail::AccountId owner, const std::string& name,
                               const ListLimits& limits);
/// Nobody sees it any more; its entries are removed by purge_slice().
base::Result<Nothing> drop_list(Transaction& tx, mail::AccountId owner, const std::string& name);
base::Result<ListChanged> change_list(Transaction& tx, mail::AccountId owner, const ListChange& change,
                                      const ListLimits& limits);

// On a snapshot.
base::Result<Changes> changes(Connection& db, mail::AccountId account, mail::ModSeq since, std::size_t limit);
base::Result<std::vector<mail::ModSeq>> heads(Connection& db, const std::vector<mail::AccountId>& accounts);
base::Result<std::vector<Mailbox>> mailboxes(Connection& db, mail::AccountId account);
base::Result<MailboxView> mailbox_view(Connection& db, mail::AccountId account, const std::string& name);
base::Result<std::vector<Message>> messages(Connection& db, mail::AccountId account, mail::MailboxId mailbox,
                                            const mail::UidSet& uids);
base::Result<mail::UidSet> expunged(Connection& db, mail::AccountId account, mail::MailboxId mailbox,
                                    mail::ModSeq since);
base::Result<std::vector<DeadLetter>> dead_letters(Connection& db, std::int64_t before, std::size_t limit);
base::Result<std::vector<QueuedMail>> queued_mails(Connection& db, std::int64_t before, std::size_t limit);
base::Result<OutboxStats> outbox_stats(Connection& db, base::Time now);
base::Result<std::optional<base::Time>> next_due(Connection& db, base::Time now);

base::Result<std::vector<std::string>> subscriptions(Connection& db, mail::AccountId account);
base::Result<std::optional<std::string>> metadata(Connection& db, mail::AccountId account,
                                                  mail::MailboxId mailbox, const std::string& entry);
base::Result<std::vector<Annotation>> annotations(Connection& db, mail::AccountId account,
                                                  mail::MailboxId mailbox);
base::Result<std::vector<List>> lists(Connection& db, mail::AccountId owner);
base::Result<List> list(Connection& db, mail::AccountId owner, const std::string& name);
base::Result<std::vector<std::string>> list_entries(Connection& db, mail::AccountId owner,
                                                    const std::string& name, const std::string& after,
                                                    std::size_t limit);
base::Result<std::optional<std::string>> list_holds(Connection& db, mail::AccountId owner,
                                                    const std::string& name,
                                                    const std::vector<std::string>& values);
bool remembers(Connection& db, mail::AccountId account, const std::string& key, base::Time now);
base::Result<std::vector<Script>> scripts(Connection& db, mail::AccountId account);
base::Result<Script> script(Connection& db, mail::AccountId account, const std::string& name);
base::Result<std::vector<Device>> devices(Connection& db, mail::AccountId account, const Secrets& secrets);
base::Result<std::optional<std::string>> setting(Connection& db, const std::string& name,
                                                 const Secrets& secrets);
base::Result<std::optional<Cursor>> cursor(Connection& db, mail::AccountId account,
                                           const std::string& mailbox);
base::Result<Trace> trace(Connection& db, mail::AccountId account, mail::ModSeq modseq);
base::Result<std::optional<Traced>> last_step(Connection& db, mail::AccountId account, std::size_t most,
                                              const std::function<bool(const TraceStep&)>& wanted);
base::Result<mail::ModSeq> arrival(Connection& db, mail::AccountId account, const std::string& mailbox,
                                   mail::Uid uid);

base::Result<Account> account_by_id(Connection& db, mail::AccountId id);
base::Result<Account> account_by_address(Connection& db, const std::string& address);
base::Result<std::vector<Account>> accounts(Connection& db, const std::string& after, std::size_t limit);
base::Result<std::optional<Domain>> domain(Connection& db, const std::string& name);
base::Result<std::vector<Domain>> domains(Connection& db);
base::Result<std::vector<Credential>> credentials(Connection& db, mail::AccountId account);
base::Result<std::optional<Credential>> token(Connection& db, const std::string& verifier);

}  // namespace store::sqlite
