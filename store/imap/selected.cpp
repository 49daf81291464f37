// The session's view of its mailbox, and the untagged responses that change it (RFC 3501 sections 7.3, 7.4).

#include "store/imap/selected.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace store::imap {
namespace {

constexpr std::string_view system_flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

std::string line(std::uint64_t number, std::string_view what) {
  return "* " + std::to_string(number) + " " + std::string(what) + "\r\n";
}

/// `of` without what is not in `in`; both sorted, so that the cost is the sum of their ranges.
mail::UidSet both(const mail::UidSet& of, const mail::UidSet& in) {
  mail::UidSet found;
  auto other = in.ranges().begin();
  for (const auto& range : of.ranges()) {
    while (other != in.ranges().end() && other->last < range.first) ++other;
    for (auto at = other; at != in.ranges().end() && at->first <= range.last; ++at)
      found.add(std::max(at->first, range.first), std::min(at->last, range.last));
  }
  return found;
}

/// `of` without `other`.
mail::UidSet without(const mail::UidSet& of, const mail::UidSet& other) {
  mail::UidSet found;
  auto cut = other.ranges().begin();
  for (const auto& range : of.ranges()) {
    std::uint64_t from = range.first.value;
    while (cut != other.ranges().end() && cut->last.value < from) ++cut;
    for (auto at = cut; at != other.ranges().end() && at->first <= range.last; ++at) {
      if (at->first.value > from)
        found.add(mail::Uid{static_cast<std::uint32_t>(from)}, mail::Uid{at->first.value - 1});
      from = std::uint64_t{at->last.value} + 1;
    }
    if (from <= range.last.value) found.add(mail::Uid{static_cast<std::uint32_t>(from)}, range.last);
  }
  return found;
}

void add_all(mail::UidSet& to, const mail::UidSet& more) {
  for (const auto& range : more.ranges()) to.add(range.first, range.last);
}

}  // namespace

Selected::Selected(MailboxView view, mail::ModSeq known, bool read_only)
    : mailbox_(std::move(view.mailbox)),
      read_only_(read_only),
      known_(known),
      recent_from_(mailbox_.uid_next),
      keywords_(std::move(view.keywords)),
      uids_(std::move(view.uids)) {}

mail::Uid Selected::highest() const {
  return uids_.empty() ? mail::Uid{} : uids_.ranges().back().last;
}

const std::vector<std::uint32_t>& Selected::firsts() const {
  if (!firsts_.empty()) return firsts_;
  std::uint32_t number = 1;
  for (const auto& range : uids_.ranges()) {
    firsts_.push_back(number);
    number += range.last.value - range.first.value + 1;
  }
  firsts_.push_back(number);
  return firsts_;
}

std::uint32_t Selected::count() const {
  return firsts().back() - 1;
}

std::uint32_t Selected::number_of(mail::Uid uid) const {
  const auto& ranges = uids_.ranges();
  const auto after = std::ranges::upper_bound(ranges, uid, {}, &mail::UidRange::first);
  if (after == ranges.begin()) return 0;
  const auto at = static_cast<std::size_t>(after - ranges.begin()) - 1;
  if (ranges[at].last < uid) return 0;
  return firsts()[at] + (uid.value - ranges[at].first.value);
}

mail::Uid Selected::uid_of(std::uint32_t number) const {
  if (number == 0 || number > count()) return {};
  const auto& numbers = firsts();
  const auto at = static_cast<std::size_t>(std::ranges::upper_bound(numbers, number) - numbers.begin()) - 1;
  return mail::Uid{uids_.ranges()[at].first.value + (number - numbers[at])};
}

base::Result<mail::UidSet> Selected::uids_of(const wire::imap::SequenceSet& set, bool by_uid) const {
  auto bounds = bounds_of(set, by_uid);
  if (!bounds) return bounds.error();
  return both(*bounds, uids_);
}

base::Result<mail::UidSet> Selected::bounds_of(const wire::imap::SequenceSet& set, bool by_uid) const {
  if (by_uid) return set.resolved(highest());
  const auto numbers = set.resolved(mail::Uid{count()});
  mail::UidSet between;
  for (const auto& range : numbers.ranges()) {
    if (range.last.value > count())
      return base::fail(base::Errc::syntax, "there is no message of this number");
    between.add(uid_of(range.first.value), uid_of(range.last.value));
  }
  return between;
}

std::uint32_t Selected::recent() const {
  if (uids_.empty() || recent_from_ > highest()) return 0;
  return static_cast<std::uint32_t>(
      both(mail::UidSet(std::max(recent_from_, mail::Uid{1}), highest()), uids_).size());
}

std::string Selected::flags_text(mail::Uid uid, const mail::Flags& flags) const {
  auto text = flags.text();
  if (is_recent(uid)) text += text.empty() ? "\\Recent" : " \\Recent";
  return "(" + text + ")";
}

std::string Selected::flags_lines() const {
  std::string all(system_flags);
  for (const auto& keyword : keywords_) all += " " + keyword;
  const auto permanent = read_only_ ? std::string() : all + " \\*";
  return "* FLAGS (" + all + ")\r\n* OK [PERMANENTFLAGS (" + permanent + ")] flags that last\r\n";
}

void Selected::add_keywords(const mail::Flags& flags) {
  for (const auto& keyword : flags.keywords()) {
    const bool known = std::ranges::any_of(
        keywords_, [&](const auto& other) { return base::text::same_ignoring_case(other, keyword); });
    if (known) continue;
    keywords_.push_back(keyword);
    new_keywords_ = true;
  }
}

void Selected::changed_flags(mail::Uid uid, const mail::Flags& flags) {
  if (uids_.contains(uid)) flags_.insert_or_assign(uid, flags);
  add_keywords(flags);
}

/// The client has been told of its own change; what another did before it, and is not told yet, must not come
/// behind it as it was.
void Selected::take_own_flags(const mail::FlagChange& change) {
  if (const auto untold = flags_.find(change.uid); untold != flags_.end()) untold->second = change.after;
  add_keywords(change.after);
}

bool Selected::apply(const mail::Event& event, const std::string& own_session) {
  using Name = mail::EventName;
  if (event.mailbox != mailbox_.id) return false;
  switch (event.name) {
    case Name::message_append:
    case Name::message_new:
      add_all(added_, without(event.uids, uids_));
      add_keywords(event.flags);
      return true;
    case Name::message_expunge:
    case Name::message_expire:
      add_all(expunged_, both(event.uids, uids_));
      added_ = without(added_, event.uids);
      return true;
    case Name::message_read:
    case Name::message_trash:
    case Name::flags_set:
    case Name::flags_clear:
      if (event.session == own_session) {
        for (const auto& change : event.changes) take_own_flags(change);
        return false;
      }
      for (const auto& change : event.changes) changed_flags(change.uid, change.after);
      return true;
    case Name::mailbox_delete:
      gone_ = true;
      return true;
    case Name::mailbox_rename:
      // What was INBOX is another mailbox now, and new mail goes to the new INBOX: the client must select
      // again.
      if (event.old_mailbox_name == "INBOX") gone_ = true;
      mailbox_.name = event.mailbox_name;
      return gone_;
    default:
      return false;
  }
}

void Selected::reload(const MailboxView& view) {
  expunged_ = without(uids_, view.uids);
  added_ = without(view.uids, uids_);
  flags_.clear();
}

std::string Selected::tell_expunged() {
  // From the highest down, so that the numbers of the others still hold.
  std::string out;
  const auto& ranges = expunged_.ranges();
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range)
    for (auto uid = range->last.value; uid >= range->first.value; --uid)
      out += line(number_of(mail::Uid{uid}), "EXPUNGE");
  uids_ = without(uids_, expunged_);
  expunged_ = {};
  firsts_.clear();
  return out;
}

std::string Selected::tell(bool may_expunge) {
  std::string out;
  std::erase_if(flags_, [&](const auto& entry) { return expunged_.contains(entry.first); });
  if (may_expunge && !expunged_.empty()) out += tell_expunged();
  if (!added_.empty()) {
    add_all(uids_, added_);
    added_ = {};
    firsts_.clear();
    out += line(count(), "EXISTS") + line(recent(), "RECENT");
  }
  if (std::exchange(new_keywords_, false)) out += flags_lines();
  for (const auto& [uid, flags] : flags_)
    out += line(number_of(uid),
                "FETCH (UID " + std::to_string(uid.value) + " FLAGS " + flags_text(uid, flags) + ")");
  flags_.clear();
  return out;
}

}  // namespace store::imap
