// Fuzzes wire: what an IMAP client sends; what is read must write and read back.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "wire/imap/arguments.hpp"
#include "wire/imap/fetch.hpp"
#include "wire/imap/list.hpp"
#include "wire/imap/mailbox_name.hpp"
#include "wire/imap/metadata.hpp"
#include "wire/imap/write.hpp"

namespace {

using wire::imap::Arguments;

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

/// A third of the inputs choose among pieces that matter.
std::string line_of(std::string_view input) {
  if (input.empty() || input.front() % 3 != 0) return std::string(input.substr(input.empty() ? 0 : 1));
  static constexpr std::string_view pieces[] = {
      " ",       "(",          ")",          "\"",         "\\",         "{3}\r\nabc", "{1+}\r\nx", "NIL",
      "1:*",     "4294967295", "BODY",       "[",          "]",          "<0.5>",      ".",         "1",
      "HEADER",  ".FIELDS",    "BODY.PEEK[", "TEXT",       "MIME",       "\\Seen",     "&AOQ-",     "&-",
      "%",       "*",          "INBOX",      "RETURN",     "SUBSCRIBED", "a",          ",",         ":",
      "MAXSIZE", "DEPTH",      "infinity",   "/private/a", "~",          "~{3}\r\nabc"};
  std::string line;
  for (const char c : input.substr(1)) line += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
  return line;
}

void check_names(const Arguments& from) {
  auto in = from;
  const auto name = in.mailbox();
  if (in.failed()) return;
  require(base::text::is_utf8(name));
  const auto wire = wire::imap::mailbox_name_to_wire(name);
  require(wire::imap::mailbox_name_from_wire(wire).value() == name);
  auto again = wire::imap::arguments_of(wire::imap::mailbox_of(name));
  require(again.has_value() && again->mailbox() == name && again->finish().has_value());
  require(wire::imap::matches_pattern("*", name));
}

void check_strings(const Arguments& from) {
  auto in = from;
  const auto text = in.astring();
  if (in.failed()) return;
  auto again = wire::imap::arguments_of(wire::imap::astring_of(text));
  require(again.has_value() && again->astring() == text && again->finish().has_value());
}

void check_fetch(const Arguments& from) {
  auto in = from;
  const auto set = in.sequence_set();
  in.space();
  const auto items = wire::imap::fetch_items(in);
  if (!in.finish()) return;
  require(!items.empty() && items.size() <= 200);
  for (const auto uid : {0U, 1U, 77U}) {
    const auto uids = set.resolved(mail::Uid{uid});
    require(set.to_end == false || uids.empty() == (uid == 0));
  }
}

void check_metadata(const Arguments& from) {
  auto get = from;
  const auto asked = wire::imap::get_metadata_arguments(get);
  if (get.finish()) require(!asked.entries.empty() && asked.entries.size() <= 100);
  auto set = from;
  constexpr std::uint64_t largest = 2;
  const auto given = wire::imap::set_metadata_arguments(set, largest);
  if (!set.finish()) return;
  require(!given.entries.empty() && given.entries.size() <= 100);
  for (const auto& entry : given.entries) {
    auto again =
        wire::imap::arguments_of("INBOX (" + wire::imap::metadata_item(entry.name, entry.value) + ")");
    require(again.has_value());
    const auto same = wire::imap::set_metadata_arguments(*again, largest);
    require(again->finish().has_value() && same.entries.size() == 1);
    require(same.entries[0].name == entry.name && same.entries[0].value == entry.value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto line = line_of({reinterpret_cast<const char*>(octets), size});
  const auto arguments = wire::imap::arguments_of(line);
  if (!arguments) return 0;
  check_names(*arguments);
  check_strings(*arguments);
  check_fetch(*arguments);
  check_metadata(*arguments);
  auto flags = *arguments;
  flags.flags(true);
  auto list = *arguments;
  wire::imap::list_arguments(list);
  auto status = *arguments;
  wire::imap::status_items(status);
  return 0;
}
