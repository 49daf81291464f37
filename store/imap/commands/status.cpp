// STATUS (RFC 3501 section 6.3.10).

#include <algorithm>

#include "store/imap/command.hpp"
#include "wire/imap/list.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

using wire::imap::StatusItem;

std::uint32_t value_of(StatusItem item, const Mailbox& mailbox) {
  switch (item) {
    case StatusItem::messages:
      return mailbox.messages;
    case StatusItem::recent:
      return mailbox.recent;
    case StatusItem::uid_next:
      return mailbox.uid_next.value;
    case StatusItem::uid_validity:
      return mailbox.uid_validity.value;
    case StatusItem::unseen:
      return mailbox.unseen;
  }
  return 0;
}

net::Task<Reply> status(Session& session, wire::imap::Arguments arguments) {
  const auto name = arguments.mailbox();
  arguments.space();
  const auto items = wire::imap::status_items(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto mailboxes = co_await session.store().mailboxes(session.account());
  if (!mailboxes) co_return failed(mailboxes.error());
  const auto at = std::ranges::find(*mailboxes, name, &Mailbox::name);
  if (at == mailboxes->end()) co_return no("NONEXISTENT", "there is no such mailbox");
  std::string out;
  for (const auto item : items)
    out += (out.empty() ? "" : " ") + std::string(wire::imap::name_of(item)) + " " +
           std::to_string(value_of(item, *at));
  co_await session.write("* STATUS " + wire::imap::mailbox_of(name) + " (" + out + ")\r\n");
  co_return ok("that is how it stands");
}

}  // namespace

extern const Command status_command{.name = "STATUS", .allowed_in = authenticated | selected, .run = status};

}  // namespace store::imap
