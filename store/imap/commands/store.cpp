// STORE and UID STORE (RFC 3501 sections 6.4.6 and 6.4.8).

#include <utility>

#include "base/text.hpp"
#include "store/imap/batches.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

constexpr std::size_t messages_at_once = 500;

struct Asked {
  StoreFlags change;
  bool silent = false;
};

/// `+FLAGS.SILENT (\Seen)`.
void read_change(wire::imap::Arguments& arguments, Asked& asked) {
  using Mode = StoreFlags::Mode;
  asked.change.mode = Mode::replace;
  if (arguments.take('+'))
    asked.change.mode = Mode::add;
  else if (arguments.take('-'))
    asked.change.mode = Mode::remove;
  const auto item = base::text::uppered(arguments.atom());
  asked.silent = item == "FLAGS.SILENT";
  if (item != "FLAGS" && !asked.silent) arguments.fail("expected FLAGS");
  arguments.space();
  asked.change.flags = arguments.flags(true);
}

base::Result<Asked> read(const Selected& view, wire::imap::Arguments& arguments, bool by_uid) {
  Asked asked{.change = {.mailbox = view.id()}};
  const auto set = arguments.sequence_set();
  if (arguments.peek() == ' ' && arguments.peek_behind() == '(') modifiers("STORE", arguments);
  arguments.space();
  read_change(arguments, asked);
  if (const auto ended = arguments.finish(); !ended) return ended.error();
  auto uids = view.uids_of(set, by_uid);
  if (!uids) return uids.error();
  asked.change.uids = std::move(*uids);
  return asked;
}

std::string lines(const Selected& view, const Changed& changed, bool by_uid) {
  std::string out;
  for (const auto& change : changed.flags)
    out += "* " + std::to_string(view.number_of(change.uid)) + " FETCH (" +
           (by_uid ? "UID " + std::to_string(change.uid.value) + " " : "") + "FLAGS " +
           view.flags_text(change.uid, change.after) + ")\r\n";
  return out;
}

net::Task<Reply> store_flags(Session& session, wire::imap::Arguments arguments, bool by_uid) {
  auto asked = read(*session.selected(), arguments, by_uid);
  if (!asked) co_return failed(asked.error());
  if (session.selected()->read_only()) co_return no("READ-ONLY", "the mailbox is open for reading only");
  std::uint64_t done = 0;
  for (const auto& uids : batches(asked->change.uids, messages_at_once)) {
    auto change = asked->change;
    change.uids = uids;
    const auto changed = co_await session.mutate(std::move(change));
    if (!changed) co_return failed(changed.error());
    done += changed->flags.size();
    if (!asked->silent) co_await session.write(lines(*session.selected(), *changed, by_uid));
  }
  if (done < asked->change.uids.size() && !by_uid)
    co_return no("EXPUNGEISSUED", "some of these messages have been expunged");
  co_return ok("flags stored");
}

net::Task<Reply> store(Session& session, wire::imap::Arguments arguments) {
  return store_flags(session, std::move(arguments), false);
}

net::Task<Reply> uid_store(Session& session, wire::imap::Arguments arguments) {
  return store_flags(session, std::move(arguments), true);
}

}  // namespace

extern const Command store_command{
    .name = "STORE", .allowed_in = selected, .run = store, .run_by_uid = uid_store, .holds_expunges = true};

}  // namespace store::imap
