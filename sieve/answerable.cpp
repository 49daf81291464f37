// Mail that a machine must not answer: bounces, list mail, mail of other machines, and mail to others.

#include "sieve/answerable.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "mail/lexer.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

using base::text::same_ignoring_case;

/// Written by programs alone (RFC 5230 section 4.6). A postmaster is a person.
bool is_machine(std::string_view local) {
  constexpr std::array<std::string_view, 7> names{"mailer-daemon", "listserv",  "majordomo", "noreply",
                                                  "no-reply",      "autoreply", "auto-reply"};
  const std::string name = base::text::lowered(local);
  return std::ranges::find(names, name) != names.end() || name.starts_with("owner-") ||
         name.ends_with("-owner") || name.ends_with("-request");
}

bool is_list_mail(Run& run) {
  return std::ranges::any_of(unenclosed(run).header().fields(), [](const mail::Field& field) {
    return base::text::starts_with_ignoring_case(field.name, "List-");
  });
}

bool has_word(Run& run, std::string_view field, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(unenclosed_fields(run).values(-1, field), [&](std::string_view value) {
    return std::ranges::any_of(base::text::split(value, ','), [&](std::string_view one) {
      return std::ranges::any_of(
          words, [&](std::string_view word) { return same_ignoring_case(base::text::trimmed(one), word); });
    });
  });
}

/// Do both addresses lead to one mailbox, whatever their detail (RFC 5233)?
bool same_mailbox(const Run& run, const mail::Address& a, const mail::Address& b) {
  const auto user = [&](const mail::Address& address) {
    const auto detail = address.local.find_first_of(run.environment().separators, 1);
    return mail::Address{.local = address.local.substr(0, detail), .domain = address.domain};
  };
  return same_person(user(a), user(b));
}

}  // namespace

bool same_person(const mail::Address& a, const mail::Address& b) {
  return same_ignoring_case(a.local, b.local) && same_ignoring_case(a.domain, b.domain);
}

std::string no_answer(Run& run, const std::vector<mail::Address>& own, bool anybody) {
  const auto* envelope = run.environment().envelope;
  if (envelope == nullptr) return "the message came without an envelope";
  const mail::Address& sender = envelope->sender;
  if (!run.environment().sender_known) return "the sender is not known";
  if (sender.empty()) return "the message has the null sender";
  if (std::ranges::any_of(own, [&](const mail::Address& one) { return same_mailbox(run, one, sender); }))
    return "the sender is the owner of the script";
  if (is_machine(sender.local)) return "the sender is a machine";
  if (is_list_mail(run)) return "the message is from a list";
  if (is_auto_submitted(run)) return "the message was submitted by a machine";
  if (has_word(run, "Precedence", {"bulk", "junk", "list"})) return "the message is bulk mail";
  if (has_word(run, "X-Auto-Response-Suppress", {"All", "OOF"})) return "the message asks for no answer";
  if (own.empty()) return "the owner has no address";
  if (!anybody && named_recipient(run, own) == nullptr) return "the message names no address of the owner";
  return {};
}

bool is_auto_submitted(Run& run) {
  return std::ranges::any_of(unenclosed_fields(run).values(-1, "Auto-Submitted"), [](std::string_view value) {
    mail::Lexer lexer(value);  // RFC 3834 section 5.1: comments may stand before the word, too
    lexer.skip_cfws();
    const auto word = lexer.take_while([](char c) { return c != ';' && c != '(' && c != ' ' && c != '\t'; });
    return !same_ignoring_case(word, "no");
  });
}

const mail::Address* named_recipient(Run& run, const std::vector<mail::Address>& own) {
  for (const std::string_view field : {"To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc"}) {
    const auto& named = unenclosed_fields(run).addresses(-1, field);
    for (const mail::Address& one : own)
      if (std::ranges::any_of(named, [&](const mail::Address& other) { return same_person(one, other); }))
        return &one;
  }
  return nullptr;
}

}  // namespace sieve
