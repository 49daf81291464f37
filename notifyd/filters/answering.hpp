// What the scripts of one recipient's mail ask of the world, answered from the store.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/task.hpp"
#include "notifyd/filters/administrative.hpp"
#include "notifyd/filters/checked_scripts.hpp"
#include "sieve/question.hpp"
#include "store/deliver.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// Where answers come from; outlives the run.
struct Sources {
  store::Store& store;
  CheckedScripts& scripts;
  /// "yes", "no" or "maybe": can this device hear at once (RFC 5435 section 5)? Empty: "maybe".
  const std::function<net::Task<std::string>(mail::AccountId, std::string device)>& online;
  std::shared_ptr<const Administrative> administrative;
  /// Output of a program of the administrator, or nothing if it fails. Empty: there are none.
  const std::function<net::Task<std::optional<std::string>>(sieve::ProgramRun)>& programs;
  /// The mail goes to another server. Which mailboxes it has is not known: all are taken to exist.
  bool foreign = false;
};

/// Of one run of the filters, on one loop. A question without an overload of reply() does not compile.
class Answering {
 public:
  /// `relied_on` receives what may not change until the delivery's commit: what would make it fail or act
  /// twice. A script, an annotation or a list that changes meanwhile changed before or after the delivery.
  Answering(Sources sources, mail::AccountId account, store::ReliedOn& relied_on)
      : from_(std::move(sources)), account_(account), relied_on_(relied_on) {}

  [[nodiscard]] const sieve::Answers& answers() const { return answers_; }
  /// Adds the answer to answers().
  net::Task<base::Result<void>> find(sieve::Question question);
  /// Names of the mailboxes that exist; null if that is not known. Lives as long as this.
  net::Task<base::Result<const std::set<std::string>*>> mailbox_names();

 private:
  using Reply = net::Task<base::Result<sieve::Answer>>;
  Reply reply(sieve::MayDeliverTo asked);
  Reply reply(sieve::DeviceOnline asked);
  Reply reply(sieve::IncludedScript asked);
  Reply reply(sieve::ListHolds asked);
  Reply reply(sieve::ListKnown asked);
  Reply reply(sieve::ListMembers asked);
  Reply reply(sieve::Remembered asked);
  Reply reply(sieve::Metadata asked);
  Reply reply(sieve::MailboxWithUse asked);
  Reply reply(sieve::MailboxWithId asked);
  Reply reply(sieve::ProgramRun asked);

  struct Mailboxes {
    std::vector<store::Mailbox> all;
    std::set<std::string> names;
  };
  net::Task<base::Result<const Mailboxes*>> mailboxes();
  net::Task<base::Result<const store::Mailbox*>> mailbox_that(std::function<bool(const store::Mailbox&)> is);
  sieve::Answer relied_upon(const store::Mailbox* found);

  Sources from_;
  mail::AccountId account_;
  store::ReliedOn& relied_on_;
  sieve::Answers answers_;
  std::optional<Mailboxes> mailboxes_;  ///< read when first asked for
};

}  // namespace notifyd::filters
