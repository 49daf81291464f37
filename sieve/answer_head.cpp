// To, Subject, In-Reply-To and References of an answer.

#include "sieve/answer_head.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/answerable.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

std::string shown_name(const mail::ListedAddress& listed) {
  return one_line(base::text::to_valid_utf8(mail::decoded(listed.display_name)));
}

/// Of an answer to a message with this subject, "" if it has none.
std::string default_subject(const VacationManners& manners, const std::string& original) {
  constexpr std::string_view place = "%{subject}";
  if (original.empty()) return manners.subject.empty() ? "Automated reply" : manners.subject;
  if (manners.subject_template.empty()) return "Auto: " + original;
  std::string text = manners.subject_template;
  const auto at = text.find(place);
  return at == std::string::npos ? text : text.replace(at, place.size(), original);
}

/// Section 5.3, as long as a line can be read.
std::string subject(Run& run, const Arguments& arguments) {
  constexpr std::size_t longest = 256;  // characters
  std::string text;
  if (arguments.has(":subject")) {
    text = one_line(mail::decoded(arguments.string(":subject")));
  } else {
    const auto values = unenclosed_fields(run).values(-1, "Subject");
    const std::string original = values.empty() ? std::string() : one_line(values.front());
    text = one_line(default_subject(run.limits().vacation, original));
  }
  text = base::text::to_valid_utf8(text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++characters == longest) {
      const std::size_t next = i + 1;
      const bool more = std::any_of(text.begin() + static_cast<std::ptrdiff_t>(next), text.end(),
                                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
      if (more) return text.substr(0, i) + "\u2026";
    }
  }
  return text;
}

/// The name that the sender gives himself in the header.
std::string display_name(Run& run, const mail::Address& sender) {
  for (const std::string_view name : {"Sender", "Resent-From", "From"})
    for (const mail::Field* field : unenclosed(run).header().all(name))
      for (const auto& listed : mail::parse_address_list(field->body))
        if (same_person(listed.address, sender) && !listed.display_name.empty()) return shown_name(listed);
  return {};
}

/// Whoever the header says wrote the message, if it does.
std::optional<mail::ListedAddress> author(Run& run) {
  for (const std::string_view name : {"Sender", "Resent-From", "From"})
    for (const mail::Field* field : unenclosed(run).header().all(name))
      for (auto& listed : mail::parse_address_list(field->body))
        if (!listed.address.local.empty() && !listed.address.domain.empty()) return std::move(listed);
  return std::nullopt;
}

void address(Run& run, Vacation& answer) {
  const auto written = run.limits().vacation.to_header_author ? author(run) : std::nullopt;
  answer.to = written ? written->address : answer.recipient;
  answer.to_name = written ? shown_name(*written) : display_name(run, answer.recipient);
}

/// `<...>` in a field's body, where that is not too long to be sent on in a line (RFC 5322 section 2.1.1).
std::vector<std::string> message_ids(std::string_view body) {
  constexpr std::size_t most_octets = 64 << 10;  // of a body
  constexpr std::size_t longest = 980;           // beside "In-Reply-To: "
  std::vector<std::string> ids;
  const std::string text = mail::unfolded(body.substr(0, most_octets));
  std::string_view rest = text;
  for (auto end = rest.find('>'); end != std::string_view::npos; end = rest.find('>')) {
    const auto before = rest.substr(0, end + 1);
    const auto begin = before.rfind('<');
    rest.remove_prefix(end + 1);
    if (begin == std::string_view::npos) continue;
    const auto id = before.substr(begin);
    const bool good = id.size() > 2 && id.size() <= longest &&
                      std::ranges::all_of(id, [](char c) { return c > 32 && c < 127; });
    if (good) ids.emplace_back(id);
  }
  return ids;
}

std::vector<std::string> ids_of(Run& run, std::string_view name) {
  const mail::Field* field = unenclosed(run).header().find(name);
  return field == nullptr ? std::vector<std::string>() : message_ids(field->body);
}

/// RFC 5322 section 3.6.4. Of a very long thread the first id and the last ones.
void refer(Run& run, Vacation& answer) {
  constexpr std::size_t most = 50;
  const auto id = ids_of(run, "Message-ID");
  if (id.empty()) return;
  answer.in_reply_to = id.front();
  answer.references = ids_of(run, "References");
  if (answer.references.empty()) {
    const auto parent = ids_of(run, "In-Reply-To");
    if (parent.size() == 1) answer.references = parent;
  }
  answer.references.push_back(id.front());
  if (answer.references.size() > most)
    answer.references.erase(answer.references.begin() + 1,
                            answer.references.end() - static_cast<std::ptrdiff_t>(most - 1));
}

}  // namespace

void write_head(Run& run, const Arguments& arguments, Vacation& answer) {
  address(run, answer);
  answer.subject = subject(run, arguments);
  refer(run, answer);
}

}  // namespace sieve
