// How a mailbox is opened (RFC 3501 section 6.3.1).

#include "store/imap/open_mailbox.hpp"

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

std::string condition(const std::string& code, std::uint32_t value, const std::string& text) {
  return "* OK [" + code + " " + std::to_string(value) + "] " + text + "\r\n";
}

std::string description(const Selected& opened, const MailboxView& view) {
  std::string out = "* " + std::to_string(opened.count()) + " EXISTS\r\n* " +
                    std::to_string(opened.recent()) + " RECENT\r\n" + opened.flags_lines();
  if (view.first_unseen.value != 0)
    out += condition("UNSEEN", opened.number_of(view.first_unseen), "the first unseen message");
  return out + condition("UIDVALIDITY", view.mailbox.uid_validity.value, "uids are valid") +
         condition("UIDNEXT", view.mailbox.uid_next.value, "the next uid");
}

}  // namespace

net::Task<Reply> open_mailbox(Session& session, wire::imap::Arguments arguments, bool read_only) {
  auto name = arguments.mailbox();
  modifiers(read_only ? "EXAMINE" : "SELECT", arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  // Whatever comes of it, the mailbox that was selected is not any more.
  co_await session.unselect();
  // The head first: what happens between the two reads is told twice at worst.
  const auto heads = co_await session.store().heads({session.account()});
  if (!heads) co_return failed(heads.error());
  const auto view = co_await session.store().mailbox(session.account(), std::move(name));
  if (!view) co_return failed(view.error());
  Selected opened(*view, heads->front(), read_only);
  const auto recent = view->mailbox.recent;
  if (recent > 0) {
    const auto first = opened.count() > recent ? opened.count() - recent + 1 : 1;
    opened.set_recent_from(opened.uid_of(first));
  }
  if (recent > 0 && !read_only) {
    const auto claimed = co_await session.mutate(ClaimRecent{view->mailbox.id});
    if (claimed && claimed->recent_from.value != 0) opened.set_recent_from(claimed->recent_from);
  }
  std::string text = description(opened, *view);
  session.select(std::move(opened));
  text += response_codes(read_only ? "EXAMINE" : "SELECT", session);
  co_await session.write(std::move(text));
  co_return ok(read_only ? "READ-ONLY" : "READ-WRITE", "it is open");
}

}  // namespace store::imap
