// SEARCH and UID SEARCH (RFC 3501 sections 6.4.4 and 6.4.8) with WITHIN (RFC 5032).

#include "store/search.hpp"

#include <algorithm>
#include <utility>

#include "mail/message.hpp"
#include "net/on.hpp"
#include "store/imap/batches.hpp"
#include "store/imap/command.hpp"
#include "store/imap/message_response.hpp"
#include "wire/imap/search.hpp"

namespace store::imap {
namespace {

using Kind = mail::SearchKey::Kind;

constexpr std::size_t messages_at_once = 500;

/// Message numbers and `*` become uids, which mean the same for every evaluation.
void resolve(mail::SearchKey& key, const Selected& view) {
  if (key.kind == Kind::sequence || key.kind == Kind::uids) {
    wire::imap::SequenceSet set{.numbers = std::move(key.uids), .to_end = key.uids_to_end};
    const bool by_uid = key.kind == Kind::uids;
    // A number beyond the last names no message.
    auto uids = view.uids_of(set, by_uid);
    key.uids = uids ? std::move(*uids) : mail::UidSet();
    key.kind = Kind::uids;
    key.uids_to_end = false;
  }
  for (auto& operand : key.operands) resolve(operand, view);
}

/// True if the key can be decided by uids alone.
bool needs_rows(const mail::SearchKey& key) {
  const bool structure = key.kind == Kind::both || key.kind == Kind::either || key.kind == Kind::negated;
  if (!structure) return key.kind != Kind::all && key.kind != Kind::uids;
  return std::ranges::any_of(key.operands, needs_rows);
}

Subject subject_of(const Message& message, const Selected& view) {
  return {.uid = message.uid,
          .modseq = message.modseq,
          .flags = message.flags,
          .recent = view.is_recent(message.uid),
          .size = message.size,
          .received = message.received};
}

net::Task<bool> is_match(Session& session, const mail::SearchKey& key, Subject subject,
                         const Message& message) {
  const auto now = session.services().clock.now();
  if (const auto decided = decide(key, subject, now)) co_return *decided;
  auto octets = co_await read_octets(session.services().blobs, message, message.size);
  if (!octets) co_return false;  // expunged meanwhile
  mail::Message whole(std::move(*octets));
  subject.message = &whole;
  auto work = [&] { return matches(key, subject, now); };
  co_return co_await net::on(session.services().pool, work);
}

net::Task<base::Result<mail::UidSet>> found_by_rows(Session& session, const mail::SearchKey& key) {
  mail::UidSet found;
  const auto& view = *session.selected();
  for (const auto& uids : batches(view.uids(), messages_at_once)) {
    const auto messages = co_await session.store().messages(session.account(), view.id(), uids);
    if (!messages) co_return messages.error();
    for (const auto& message : *messages) {
      const bool match = co_await is_match(session, key, subject_of(message, view), message);
      if (match) found.add(message.uid);
      if (session.lost()) co_return base::fail(base::Errc::gone, "the connection is closed");
    }
  }
  co_return found;
}

mail::UidSet found_by_uids(const Selected& view, const mail::SearchKey& key) {
  mail::UidSet found;
  for (const auto& range : view.uids().ranges())
    for (std::uint64_t uid = range.first.value; uid <= range.last.value; ++uid) {
      const Subject subject{.uid = mail::Uid{static_cast<std::uint32_t>(uid)}};
      if (matches(key, subject, {})) found.add(subject.uid);
    }
  return found;
}

std::string line(const Selected& view, const mail::UidSet& found, bool by_uid) {
  std::string out = "* SEARCH";
  for (const auto& range : found.ranges())
    for (std::uint64_t uid = range.first.value; uid <= range.last.value; ++uid)
      out += " " + std::to_string(by_uid ? uid : view.number_of(mail::Uid{static_cast<std::uint32_t>(uid)}));
  return out + "\r\n";
}

net::Task<Reply> search_all(Session& session, wire::imap::Arguments arguments, bool by_uid) {
  auto key = wire::imap::search_program(std::move(arguments));
  if (!key && key.error().code == base::Errc::unsupported)
    co_return no("BADCHARSET (" + std::string(wire::imap::search_charsets()) + ")", key.error().text);
  if (!key) co_return failed(key.error());
  resolve(*key, *session.selected());
  base::Result<mail::UidSet> found;
  if (needs_rows(*key))
    found = co_await found_by_rows(session, *key);
  else
    found = found_by_uids(*session.selected(), *key);
  if (!found) co_return failed(found.error());
  co_await session.write(line(*session.selected(), *found, by_uid));
  co_return ok("searched");
}

net::Task<Reply> search(Session& session, wire::imap::Arguments arguments) {
  return search_all(session, std::move(arguments), false);
}

net::Task<Reply> uid_search(Session& session, wire::imap::Arguments arguments) {
  return search_all(session, std::move(arguments), true);
}

}  // namespace

extern const Command search_command{.name = "SEARCH",
                                    .capability = "WITHIN",
                                    .allowed_in = selected,
                                    .run = search,
                                    .run_by_uid = uid_search,
                                    .holds_expunges = true};

}  // namespace store::imap
