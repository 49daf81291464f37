// APPEND (RFC 3501 section 6.3.11) with APPENDUID (RFC 4315 section 3).

#include <utility>

#include "mail/date.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

base::Time received_at(Session& session, wire::imap::Arguments& arguments) {
  if (arguments.peek() != '"') return session.services().clock.now();
  const auto when = mail::parse_imap_date_time(arguments.string());
  if (!when) arguments.fail("not a date-time such as \"24-Nov-2026 23:11:51 +0000\"");
  arguments.space();
  return when ? when->time : base::Time();
}

net::Task<base::Result<Append>> store_body(Session& session, Append append, base::Body body) {
  append.size = body.size();
  auto ref = co_await session.services().blobs.put(std::move(body));
  if (!ref) co_return ref.error();
  append.body = std::move(*ref);
  co_return append;
}

net::Task<Reply> append(Session& session, wire::imap::Arguments arguments) {
  Append message{.mailbox = arguments.mailbox()};
  arguments.space();
  if (arguments.peek() == '(') {
    message.flags = arguments.flags();
    arguments.space();
  }
  message.received = received_at(session, arguments);
  auto body = arguments.literal();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  if (body.size() == 0) co_return bad("there is no message");
  auto stored = co_await store_body(session, std::move(message), std::move(body));
  if (!stored) co_return failed(stored.error());
  const auto changed = co_await session.mutate(std::move(*stored));
  if (!changed && changed.error().code == base::Errc::not_found)
    co_return no("TRYCREATE", changed.error().text);
  if (!changed) co_return failed(changed.error());
  co_return ok("APPENDUID " + std::to_string(changed->uid_validity.value) + " " +
                   std::to_string(changed->target.front().value),
               "stored");
}

}  // namespace

extern const Command append_command{
    .name = "APPEND", .allowed_in = authenticated | imap::selected, .run = append, .takes_message = true};

}  // namespace store::imap
