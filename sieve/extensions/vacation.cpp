// "vacation" (RFC 5230): an answer to the sender, once in a period.

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/answer_head.hpp"
#include "sieve/answerable.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

using std::chrono::seconds;

/// An answer may be tried once (section 4.7).
struct Tried {
  bool yes = false;
};

/// The header of a reason that is a MIME entity.
std::string_view header_of(std::string_view entity) {
  return entity.substr(0, mail::Header(entity).size());
}

/// What is wrong with a reason, or "" (section 5).
std::string_view reason_fault(std::string_view reason, bool mime) {
  if (reason.find('\0') != std::string_view::npos) return "the reason holds a NUL";
  const auto is_8bit = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (mime && std::ranges::any_of(header_of(reason), is_8bit))
    return "the header of a reason with :mime must be ASCII";
  return {};
}

constexpr std::string_view from_hint = "write \"Name <user@example.org>\"";

void check_from(Check& check, const Text& from) {
  if (from.is_constant() && !mailbox_list(from.constant))
    check.error(from.span, "\"" + from.constant + "\" in :from is no address", std::string(from_hint));
}

void check_vacation(Check& check, Statement& statement) {
  bool mime = false;
  for (const auto& given : statement.given.tags) {
    mime = mime || given.tag->name == ":mime";
    if (given.tag->name == ":from") check_from(check, given.value->strings.front());
    if (given.tag->name == ":addresses")
      for (const auto& address : given.value->strings)
        if (address.is_constant() && !outbound_address(address.constant))
          check.warn(address.span, "\"" + address.constant + "\" in :addresses is no address");
    if (given.tag->name == ":seconds" && given.value->number > (std::uint64_t{1} << 31))
      check.error(given.span, ":seconds takes a number up to 2147483648");
  }
  const Text& reason = statement.given.positional[0]->strings.front();
  if (!reason.is_constant()) return;
  if (const auto wrong = reason_fault(reason.constant, mime); !wrong.empty())
    check.error(reason.span, std::string(wrong));
}

/// The owner's addresses: the one that the message came to first (section 4.5).
std::vector<mail::Address> own_addresses(Run& run, const Arguments& arguments) {
  std::vector<mail::Address> own;
  const auto add = [&](std::string_view text) {
    if (const auto address = outbound_address(text)) own.push_back(*address);
  };
  if (!run.environment().recipient.empty()) own.push_back(run.environment().recipient);
  add(run.environment().account);
  for (const auto& alias : run.environment().aliases) add(alias);
  for (const auto address : arguments.strings(":addresses")) add(address);
  const auto& original = run.environment().original_recipient;
  if (run.limits().vacation.original_recipient && !original.empty()) own.push_back(original);
  return own;
}

/// Nothing: each message is answered (RFC 6131 section 2).
std::optional<seconds> period(Run& run, const Arguments& arguments) {
  const Limits& limits = run.limits();
  constexpr std::uint64_t day = 24 * 60 * 60;
  seconds wanted = limits.vacation_usual;
  if (arguments.has(":days"))
    wanted = seconds(std::clamp<std::uint64_t>(arguments.number(":days"), 1, 100'000) * day);
  if (arguments.has(":seconds")) wanted = seconds(arguments.number(":seconds"));
  wanted = std::max(std::min(wanted, limits.vacation_most), limits.vacation_least);
  return wanted == seconds(0) ? std::nullopt : std::optional(wanted);
}

/// Which answer it is, and to whom (section 4.2). Without a handle the arguments count as they are written,
/// since with variables each message would get an answer of its own.
std::string memory_key(Run& run, const Arguments& arguments, const mail::Address& sender) {
  base::Sha256 hash;
  const auto add = [&](std::string_view name, std::string_view value) {
    hash.add(name);
    hash.add(std::to_string(value.size()) + ':');
    hash.add(value);
  };
  const auto written = [&](std::string_view name) {
    const auto& span = arguments.texts(name).front().span;
    return std::string_view(run.program().source).substr(span.begin, span.end - span.begin);
  };
  add("to", base::text::lowered(sender.text()));
  if (arguments.has(":handle")) {
    add("handle", arguments.string(":handle"));
  } else {
    for (const std::string_view name : {":subject", ":from"})
      if (arguments.has(name)) add(name, written(name));
    if (arguments.has(":mime")) add("mime", "");
    add("reason", written("reason"));
  }
  return "vacation " + base::text::hex(hash.finish());
}

std::string from(Run& run, const Arguments& arguments, const std::vector<mail::Address>& own) {
  const auto shown = [](const mail::Address& address) { return '<' + address.text() + '>'; };
  if (arguments.has(":from")) {
    const auto written = arguments.string(":from");
    auto list = mailbox_list(written);
    if (!list) run.fail("vacation: \"" + std::string(written) + "\" in :from is no address");
    return std::move(*list);
  }
  if (const auto* named = named_recipient(run, own)) return shown(*named);
  const auto& otherwise = run.limits().vacation.from;  // only where anybody is answered
  return otherwise.empty() ? shown(own.front()) : otherwise;
}

/// It is an action also where nobody is answered: it stands beside no refusal.
void answer_nobody(Run& run, const Arguments& arguments, const std::string& why) {
  run.remark("vacation does not answer: " + why);
  run.perform(Unsent{.what = Unsent::What::vacation}, arguments);
}

void vacation(Run& run, const Arguments& arguments) {
  if (std::exchange(run.result().state<Tried>().yes, true))
    run.fail("vacation: an answer is possible only once");
  const auto own = own_addresses(run, arguments);
  const std::string reason(arguments.string("reason"));
  if (const auto wrong = reason_fault(reason, arguments.has(":mime")); !wrong.empty())
    run.fail("vacation: " + std::string(wrong));
  const VacationManners& manners = run.limits().vacation;
  if (const auto why = no_answer(run, own, manners.to_anybody); !why.empty())
    return answer_nobody(run, arguments, why);
  const mail::Address& sender = run.environment().envelope->sender;
  Vacation answer{.recipient = sender,
                  .sender = manners.sender_is_owner ? run.environment().recipient : mail::Address(),
                  .from = from(run, arguments, own),
                  .reason = base::text::to_valid_utf8(reason),
                  .mime = arguments.has(":mime")};
  if (const auto until = period(run, arguments)) {
    std::string key = memory_key(run, arguments, sender);
    if (run.ask(Remembered{key})) return answer_nobody(run, arguments, "it has, within the period");
    run.remember(std::move(key), run.environment().now + *until);
  }
  write_head(run, arguments, answer);
  run.perform(std::move(answer), arguments);
}

}  // namespace

extern const Extension vacation_extension{
    .capability = "vacation",
    .needs = Needs::delivery,
    .answers_delivery = true,
    .commands = {{.name = "vacation",
                  .takes = {string("reason")},
                  .tags = {{.name = ":days", .takes = {number("days")}, .group = "period"},
                           {.name = ":subject", .takes = {string("subject")}},
                           {.name = ":from", .takes = {string("from")}},
                           {.name = ":addresses", .takes = {string_list("addresses")}},
                           {.name = ":mime"},
                           {.name = ":handle", .takes = {string("handle")}}},
                  .files_copy = true,
                  .check = check_vacation,
                  .perform = vacation}},
};

}  // namespace sieve
