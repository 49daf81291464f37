// Fuzzes mail: header fields, encoded words, addresses, dates and media types; what is written must read
// back.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "mail/media_type.hpp"

namespace {

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check_header(std::string_view octets) {
  const mail::Header header(octets);
  require(header.size() <= octets.size());
  std::size_t from = 0;
  for (const auto& field : header.fields()) {
    require(!field.name.empty() && field.begin >= from && field.begin < field.end &&
            field.end <= header.size());
    require(octets.substr(field.begin, field.name.size()) == field.name);
    require(field.body.data() + field.body.size() <= octets.data() + field.end);
    from = field.end;
  }
}

void check_words(std::string_view body) {
  require(is_one_line(mail::unfolded(body)));
  const auto text = mail::decoded(body);
  require(is_one_line(text) && base::text::is_utf8(text));
  const auto wire = mail::encoded(text);
  require(mail::decoded(wire) == text || base::text::trimmed(text) != text ||
          text.find('\t') != std::string::npos);
  for (std::size_t at = wire.find('\n'); at != std::string::npos; at = wire.find('\n', at + 1))
    require(wire.substr(at - 1, 3) == "\r\n ");
}

void check_addresses(std::string_view body) {
  bool in_group = false;
  for (const auto& entry : mail::parse_address_list(body)) {
    require(base::text::is_utf8(entry.address.local) && base::text::is_utf8(entry.address.domain));
    require(is_one_line(entry.display_name) && is_one_line(entry.address.text()));
    if (entry.kind == mail::ListedAddress::Kind::mailbox) continue;
    require(in_group != (entry.kind == mail::ListedAddress::Kind::group_start));
    in_group = !in_group;
  }
  require(!in_group);
  const auto address = mail::parse_address(body);
  if (address)
    require(mail::parse_address(address->text()).value() == *address || address->text().size() > 254);
}

void check_dates(std::string_view body) {
  if (const auto when = mail::parse_date(body)) {
    const auto again = mail::parse_date(mail::date_text(*when));
    require(again && again->time == when->time);
  }
  if (const auto when = mail::parse_imap_date_time(body)) {
    const auto again = mail::parse_imap_date_time(mail::imap_date_time(*when));
    require(again && again->time == when->time && again->zone_minutes == when->zone_minutes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  check_header(input);
  check_words(input);
  check_addresses(input);
  check_dates(input);
  if (const auto type = mail::parse_media_type(input)) {
    require(!type->type.empty() && !type->subtype.empty());
    for (const auto& [name, value] : type->parameters)
      require(is_one_line(value) && base::text::is_utf8(value));
  }
  return 0;
}
