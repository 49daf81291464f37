// The mail store of a test file: names, messages with flags, metadata (RFC 5464).

#include "sievetool/testsuite/mailboxes.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "mail/message.hpp"

namespace sievetool::testsuite {
namespace {

bool has_attachment(const mail::Part& part) {
  if (part.disposition == "attachment") return true;
  if (!part.parts.empty()) return std::ranges::any_of(part.parts, has_attachment);
  return part.type.type != "text" && !part.is_multipart();
}

}  // namespace

std::string Mailboxes::canonical(std::string_view name) {
  const auto first = name.substr(0, name.find('.'));
  if (!base::text::same_ignoring_case(first, "INBOX")) return std::string(name);
  return "INBOX" + std::string(name.substr(first.size()));
}

const Mailboxes::Box* Mailboxes::find(std::string_view name) const {
  const auto found = boxes_.find(canonical(name));
  return found == boxes_.end() ? nullptr : &found->second;
}

void Mailboxes::erase(std::string_view name) {
  const auto key = canonical(name);
  if (key != "INBOX") boxes_.erase(key);
}

bool Mailboxes::store(std::string_view name, sieve::Edited message, mail::Flags flags) {
  const auto found = boxes_.find(canonical(name));
  if (found == boxes_.end()) return false;
  flags.add(mail::Flags(0, {has_attachment(message->mime()) ? "$HasAttachment" : "$HasNoAttachment"}));
  found->second.push_back({std::move(message), std::move(flags)});
  return true;
}

const Stored* Mailboxes::message(std::string_view mailbox, std::uint64_t index) const {
  const Box* box = find(mailbox);
  return box == nullptr || index >= box->size() ? nullptr : &(*box)[static_cast<std::size_t>(index)];
}

std::optional<std::string> Mailboxes::metadata(std::string_view mailbox, std::string_view entry) const {
  const auto found = metadata_.find({mailbox.empty() ? "" : canonical(mailbox), base::text::lowered(entry)});
  return found == metadata_.end() ? std::nullopt : std::optional(found->second);
}

void Mailboxes::set_metadata(std::string_view mailbox, std::string_view entry, std::string_view value) {
  metadata_[{mailbox.empty() ? "" : canonical(mailbox), base::text::lowered(entry)}] = value;
}

}  // namespace sievetool::testsuite
