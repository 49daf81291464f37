// The seam to durable state. Coarse operations, one transaction each; no generic transaction leaks out.
// Order is promised only within an account, by its modseq. Every operation can be repeated safely under its
// key.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store/account.hpp"
#include "store/blobs.hpp"
#include "store/creation.hpp"
#include "store/deliver.hpp"
#include "store/list.hpp"
#include "store/mailbox.hpp"
#include "store/metadata.hpp"
#include "store/outbox.hpp"

namespace store {

/// put: name must be free or is overwritten; activate "" : none is active; rename.
struct ScriptChange {
  enum class Kind { put, activate, remove, rename };
  Kind kind = Kind::put;
  std::string name;
  std::string text;      ///< put
  std::string new_name;  ///< rename
};

struct ScriptLimits {
  std::size_t scripts = 32;
  base::ByteCount octets = 1 << 20;  ///< all scripts of the account together
};

class Store {
 public:
  virtual ~Store() = default;

  // --- one transaction each; those that make events also return the outbox items that this process has
  // leased

  /// over_quota, no_space, conflict (run the filters again), not_found (the account has gone); syntax,
  /// denied, already_exists, unsupported, too_large: a mailbox that it asks for cannot be made.
  virtual Answer<Delivered> deliver(Deliver delivery) = 0;
  /// The client has proved that it read our reply: the key is free again.
  virtual net::Task<> release(DedupKey key) = 0;
  /// A delivery with this key was committed, and the key is in force: deliver() would answer duplicate.
  virtual Answer<bool> is_known(DedupKey key) = 0;
  virtual Answer<Observed> observe(Observe observation) = 0;
  /// `session` stands in the events, so that a session does not hear of itself.
  virtual Answer<Changed> mutate(mail::AccountId account, Mutation mutation, std::string session) = 0;

  /// An account, a device or a token with its credential. The errors of put_account, put_device and
  /// put_credential; unsupported if the key of `once` was used for another request.
  virtual Answer<Created> create(Creation creation, Once once) = 0;
  /// already_exists (an address is taken), not_found (id given and unknown). id 0: a new account, with its
  /// INBOX and special-use mailboxes.
  virtual Answer<mail::AccountId> put_account(Account account) = 0;
  /// Everything of the account goes; its bodies when nothing else names them.
  virtual Answer<std::monostate> drop_account(mail::AccountId account) = 0;
  virtual Answer<std::monostate> put_domain(Domain domain) = 0;
  virtual Answer<std::monostate> put_credential(Credential credential) = 0;
  virtual Answer<mail::ModSeq> put_script(mail::AccountId account, ScriptChange change,
                                          ScriptLimits limits) = 0;
  /// id 0: a new device (already_exists if the name is taken); else replaces it.
  virtual Answer<mail::DeviceId> put_device(Device device) = 0;
  /// Also its credential and its outbox rows.
  virtual Answer<std::monostate> drop_device(mail::AccountId account, mail::DeviceId device) = 0;
  /// Keeps the device, pushes no more to it; its outbox rows go.
  virtual Answer<std::monostate> retire_device(mail::AccountId account, mail::DeviceId device,
                                               std::string reason) = 0;
  /// Process-wide values (VAPID keys ...). No value: removes it.
  virtual Answer<std::monostate> put_setting(std::string name, std::optional<std::string> value) = 0;
  /// `name` is in its one spelling. One that is there stays as it is. not_found (no such account),
  /// over_quota, already_exists (everybody has one of this name, which hides an account's).
  virtual Answer<std::monostate> put_list(mail::AccountId owner, std::string name, ListLimits limits) = 0;
  /// not_found.
  virtual Answer<std::monostate> drop_list(mail::AccountId owner, std::string name) = 0;
  /// All of it or nothing: not_found, syntax, too_large, over_quota.
  virtual Answer<ListChanged> change_list(mail::AccountId owner, ListChange change, ListLimits limits) = 0;
  virtual Answer<std::monostate> add_trace(mail::AccountId account, mail::ModSeq modseq, Trace trace) = 0;

  /// Moves on whenever a login may have ended: an account was changed or dropped, a password was set, a
  /// device was dropped. Those who listen to the account get a hint then. From any thread.
  [[nodiscard]] virtual std::uint64_t login_changes() const noexcept = 0;

  // --- snapshot reads

  /// too_old: `since` lies before what is kept; read the mailbox anew.
  virtual Answer<Changes> changes(mail::AccountId account, mail::ModSeq since, std::size_t limit) = 0;
  /// In the order asked; 0 for an unknown account.
  virtual Answer<std::vector<mail::ModSeq>> heads(std::vector<mail::AccountId> accounts) = 0;
  virtual Answer<std::vector<Mailbox>> mailboxes(mail::AccountId account) = 0;
  /// not_found.
  virtual Answer<MailboxView> mailbox(mail::AccountId account, std::string name) = 0;
  /// By uid; those that are gone are missing.
  virtual Answer<std::vector<Message>> messages(mail::AccountId account, mail::MailboxId mailbox,
                                                mail::UidSet uids) = 0;
  /// Of `since` and later, by RFC 7162 section 3.2.10; too_old if they are not kept any more.
  virtual Answer<mail::UidSet> expunged(mail::AccountId account, mail::MailboxId mailbox,
                                        mail::ModSeq since) = 0;
  /// Names subscribed to, existing or not (RFC 3501 section 6.3.6).
  virtual Answer<std::vector<std::string>> subscriptions(mail::AccountId account) = 0;
  /// Of a mailbox, or with mailbox 0 of the server. Names have no case; one that cannot be names nothing.
  virtual Answer<std::optional<std::string>> metadata(mail::AccountId account, mail::MailboxId mailbox,
                                                      std::string entry) = 0;
  /// By name; those of the server with what everybody shares.
  virtual Answer<std::vector<Annotation>> annotations(mail::AccountId account, mail::MailboxId mailbox) = 0;
  /// By name.
  virtual Answer<std::vector<List>> lists(mail::AccountId owner) = 0;
  /// not_found.
  virtual Answer<List> list(mail::AccountId owner, std::string name) = 0;
  /// Without regard to case in order, after `after`, at most `limit`. not_found: no such list.
  virtual Answer<std::vector<std::string>> list_entries(mail::AccountId owner, std::string name,
                                                        std::string after, std::size_t limit) = 0;
  /// The entry that the first of the values is that the list holds. not_found: no such list.
  virtual Answer<std::optional<std::string>> list_holds(mail::AccountId owner, std::string name,
                                                        std::vector<std::string> values) = 0;
  /// Is the key in the memory of the account's scripts: was it in Deliver::memory, and its time is not over?
  virtual Answer<bool> remembers(mail::AccountId account, std::string key) = 0;
  virtual Answer<std::vector<Script>> scripts(mail::AccountId account) = 0;
  /// Name "": the active one. not_found.
  virtual Answer<Script> script(mail::AccountId account, std::string name) = 0;
  virtual Answer<std::vector<Device>> devices(mail::AccountId account) = 0;
  /// By id, or by address or alias (lower case). not_found.
  virtual Answer<Account> account(mail::AccountId id) = 0;
  virtual Answer<Account> account_by_address(std::string address) = 0;
  /// By address, after `after`, at most `limit`.
  virtual Answer<std::vector<Account>> accounts(std::string after, std::size_t limit) = 0;
  virtual Answer<std::optional<Domain>> domain(std::string name) = 0;
  /// By name.
  virtual Answer<std::vector<Domain>> domains() = 0;
  virtual Answer<std::vector<Credential>> credentials(mail::AccountId account) = 0;
  /// Kind api_token with this hash.
  virtual Answer<std::optional<Credential>> token(std::string verifier) = 0;
  virtual Answer<std::optional<std::string>> setting(std::string name) = 0;
  virtual Answer<std::optional<Cursor>> cursor(mail::AccountId account, std::string mailbox) = 0;
  virtual Answer<Trace> trace(mail::AccountId account, mail::ModSeq modseq) = 0;
  /// The newest step that is wanted, alone in its trace; nothing: none of the newest `most` traces has one.
  /// `wanted` is called on another thread.
  virtual Answer<std::optional<Traced>> last_step(mail::AccountId account, std::size_t most,
                                                  std::function<bool(const TraceStep&)> wanted) = 0;
  /// Which modseq a message came with, so that its trace can be found; also of one that has gone, or that
  /// lies on a foreign server, as long as its event is kept.
  virtual Answer<mail::ModSeq> arrival(mail::AccountId account, std::string mailbox, mail::Uid uid) = 0;
};

}  // namespace store
