// What the commands of RFC 5464 are about.

#include "store/imap/annotated.hpp"

#include <algorithm>
#include <utility>

#include "store/store.hpp"

namespace store::imap {

net::Task<base::Result<mail::MailboxId>> annotated(Session& session, std::string name) {
  if (name.empty()) co_return mail::MailboxId{};
  const auto mailboxes = co_await session.store().mailboxes(session.account());
  if (!mailboxes) co_return mailboxes.error();
  const auto found = std::ranges::find(*mailboxes, name, &Mailbox::name);
  if (found == mailboxes->end()) co_return base::fail(base::Errc::not_found, "there is no such mailbox");
  co_return found->id;
}

}  // namespace store::imap
