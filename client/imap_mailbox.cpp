// Looking at a mailbox: EXAMINE, UID SEARCH, UID FETCH (RFC 3501 sections 6.3.2, 6.4.8).

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "client/imap.hpp"
#include "mail/date.hpp"
#include "wire/imap/write.hpp"

namespace client {
namespace {

using base::Errc;
using wire::imap::Fetched;
using wire::imap::Response;
using wire::imap::Value;

constexpr std::size_t flags_of_a_message = 100;

std::optional<std::uint32_t> code_number(const Response& response, std::string_view code) {
  if (response.code != code || response.code_values.empty()) return std::nullopt;
  const auto number = response.code_values.front().number();
  if (!number || *number == 0 || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

/// `* STATUS INBOX (UIDNEXT 5)`.
std::optional<std::uint32_t> status_uid_next(const Response& response) {
  if (!response.is("STATUS") || response.values.size() != 2) return std::nullopt;
  const auto& items = response.values[1].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const auto number = items[i + 1].number();
    if (base::text::same_ignoring_case(items[i].text, "UIDNEXT") && number && *number > 0 &&
        *number <= std::numeric_limits<std::uint32_t>::max())
      return static_cast<std::uint32_t>(*number);
  }
  return std::nullopt;
}

/// Those that we know how to keep; \Recent is of the session only.
mail::Flags flags_of(const Value& value) {
  mail::Flags flags;
  for (std::size_t i = 0; i < std::min(value.items.size(), flags_of_a_message); ++i)
    if (const auto flag = mail::parse_flags({value.items[i].text})) flags.add(*flag);
  return flags;
}

/// What one FETCH tells is added to what earlier ones told: a server may send flags that changed meanwhile.
void add(ImapMessage& message, const Fetched& fetched, const std::string& section) {
  if (const Value* flags = fetched.find("FLAGS")) message.flags = flags_of(*flags);
  if (const Value* size = fetched.find("RFC822.SIZE")) message.size = size->number().value_or(0);
  if (const Value* date = fetched.find("INTERNALDATE")) {
    const auto when = mail::parse_imap_date_time(date->text);
    if (when) message.received = when->time;
  }
  const Value* octets = fetched.find(section);
  if (octets != nullptr && octets->kind == Value::Kind::string) message.octets = octets->text;
}

}  // namespace

net::Task<base::Result<ImapMailbox>> Imap::examine(std::string mailbox) {
  ImapMailbox found;
  int exists = 0;
  auto collect = [&](Response& response) {
    if (const auto next = code_number(response, "UIDNEXT")) found.uid_next.value = *next;
    if (const auto validity = code_number(response, "UIDVALIDITY")) found.uid_validity.value = *validity;
    if (response.is("EXISTS") && response.number) {
      found.messages = *response.number;
      ++exists;
    }
  };
  const std::string name = wire::imap::mailbox_of(mailbox);
  const auto answer = co_await ask("EXAMINE " + name, collect);
  if (!answer) co_return answer.error();
  if (answer->is("NO"))
    co_return base::fail(Errc::not_found, "EXAMINE was answered with " + wire::imap::resp_text(answer->text));
  if (const auto refused = refusal(*answer, "EXAMINE")) co_return *refused;
  if (found.uid_validity.value == 0)  // RFC 3501 section 6.3.1: then there are no lasting uids
    co_return base::fail(Errc::unsupported, "the server keeps no uids (no UIDVALIDITY)");
  has_news_ = exists > 1;  // the first belongs to the state that uid_next is of
  if (found.uid_next.value != 0) co_return found;
  auto from_status = [&](Response& response) {
    if (const auto next = status_uid_next(response)) found.uid_next.value = *next;
  };
  const auto status = co_await ask("STATUS " + name + " (UIDNEXT)", from_status);
  if (!status) co_return status.error();
  if (const auto refused = refusal(*status, "STATUS")) co_return *refused;
  if (found.uid_next.value == 0) co_return base::fail(Errc::unsupported, "the server tells no UIDNEXT");
  co_return found;
}

net::Task<base::Result<mail::UidSet>> Imap::search(mail::UidRange range) {
  mail::UidSet found;
  auto collect = [&](Response& response) {
    if (!response.is("SEARCH")) return;
    for (const Value& value : response.values) {
      const auto number = value.number();
      if (number && *number >= range.first.value && *number <= range.last.value)
        found.add(mail::Uid{static_cast<std::uint32_t>(*number)});
    }
  };
  const auto answer = co_await ask("UID SEARCH UID " + mail::UidSet(range.first, range.last).text(), collect);
  if (!answer) co_return answer.error();
  if (const auto refused = refusal(*answer, "UID SEARCH")) co_return *refused;
  co_return found;
}

net::Task<base::Result<std::vector<ImapMessage>>> Imap::fetch(mail::UidSet uids, Portion portion) {
  const bool header = portion == Portion::header;
  const std::string section = header ? "BODY[HEADER]<0>" : "BODY[]<0>";
  const std::string item = header ? "BODY.PEEK[HEADER]<0." + std::to_string(header_limit) + ">"
                                  : "BODY.PEEK[]<0." + std::to_string(beginning_limit) + ">";
  std::map<mail::Uid, ImapMessage> found;
  auto collect = [&](Response& response) {
    if (!response.is("FETCH")) return;
    const auto fetched = wire::imap::fetched(std::move(response));
    if (!fetched || !uids.contains(fetched->uid())) return;  // flags of another message, unasked
    ImapMessage& message = found[fetched->uid()];
    message.uid = fetched->uid();
    add(message, *fetched, section);
  };
  const auto answer = co_await ask(
      "UID FETCH " + uids.text() + " (UID FLAGS RFC822.SIZE INTERNALDATE " + item + ")", collect);
  if (!answer) co_return answer.error();
  if (const auto refused = refusal(*answer, "UID FETCH")) co_return *refused;
  std::vector<ImapMessage> messages;
  for (auto& [uid, message] : found) messages.push_back(std::move(message));
  co_return messages;
}

}  // namespace client
