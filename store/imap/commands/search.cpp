// SEARCH and UID SEARCH (RFC 3501 sections 6.4.4 and 6.4.8) with WITHIN (RFC 5032).

#include "store/search.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
constexpr std::size_t uids_at_once = 10'000;  // then the pool's thread is free for others

/// Message numbers and `*` become ranges of uids, which mean the same for every evaluation: no more of them
/// than the client wrote, since only uids of the view are held against them.
void resolve(mail::SearchKey& key, const Selected& view) {
  if (key.kind == Kind::sequence || key.kind == Kind::uids) {
    const wire::imap::SequenceSet set{.numbers = std::move(key.uids), .to_end = key.uids_to_end};
    const bool by_uid = key.kind == Kind::uids;
    // A number beyond the last names no message.
    auto uids = view.bounds_of(set, by_uid);
    key.uids = uids ? std::move(*uids) : mail::UidSet();
    key.kind = Kind::uids;
    key.uids_to_end = false;
  }
  for (auto& operand : key.operands) resolve(operand, view);
}

/// False if the key can be decided by uids alone.
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

/// One search: many keys may meet many messages, so all of it that takes time is done on the pool.
class Search {
 public:
  Search(Session& session, mail::SearchKey key)
      : session_(session), view_(*session.selected()), key_(std::move(key)) {}

  net::Task<base::Result<mail::UidSet>> found() {
    auto prepare = [&] {
      resolve(key_, view_);
      return batches(view_.uids(), by_rows_ ? messages_at_once : uids_at_once);
    };
    const auto parts = co_await net::on(pool_, prepare);
    for (const auto& uids : parts) {
      const auto looked = co_await (by_rows_ ? look_at_rows(uids) : look_at_uids(uids));
      if (!looked) co_return looked.error();
      if (session_.lost()) co_return base::fail(base::Errc::gone, "the connection is closed");
    }
    co_return std::move(found_);
  }

 private:
  net::Task<base::Result<void>> look_at_uids(const mail::UidSet& uids) {
    auto look = [&] {
      for (const auto& range : uids.ranges())
        for (std::uint64_t uid = range.first.value; uid <= range.last.value; ++uid) {
          const Subject subject{.uid = mail::Uid{static_cast<std::uint32_t>(uid)}};
          if (matches(key_, subject, now_)) found_.add(subject.uid);
        }
    };
    co_await net::on(pool_, look);
    co_return base::Result<void>();
  }

  net::Task<base::Result<void>> look_at_rows(const mail::UidSet& uids) {
    const auto messages = co_await session_.store().messages(session_.account(), view_.id(), uids);
    if (!messages) co_return messages.error();
    std::vector<std::optional<bool>> decided;
    auto decide_all = [&] {
      for (const auto& message : *messages) decided.push_back(decide(key_, subject_of(message, view_), now_));
    };
    co_await net::on(pool_, decide_all);
    for (std::size_t i = 0; i < decided.size(); ++i) {
      const auto& message = (*messages)[i];
      if (!decided[i]) decided[i] = co_await matches_octets(message);
      if (*decided[i]) found_.add(message.uid);
      if (session_.lost()) break;
    }
    co_return base::Result<void>();
  }

  net::Task<bool> matches_octets(const Message& message) {
    auto octets = co_await read_octets(session_.services().blobs, message, message.size);
    if (!octets) co_return false;  // expunged meanwhile
    auto look = [&] {
      const mail::Message whole(std::move(*octets));
      auto subject = subject_of(message, view_);
      subject.message = &whole;
      return matches(key_, subject, now_);
    };
    co_return co_await net::on(pool_, look);
  }

  Session& session_;
  const Selected& view_;
  mail::SearchKey key_;
  bool by_rows_ = needs_rows(key_);
  boost::asio::any_io_executor pool_ = session_.services().pool;
  base::Time now_ = session_.services().clock.now();
  mail::UidSet found_;
};

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
  Search search(session, std::move(*key));
  const auto found = co_await search.found();
  if (!found) co_return failed(found.error());
  auto write = [&] { return line(*session.selected(), *found, by_uid); };
  std::string told = co_await net::on(session.services().pool, write);
  co_await session.write(std::move(told));
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
