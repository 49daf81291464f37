// Fuzzes store: search programs, evaluated against a message; both ways of evaluating must agree.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "store/search.hpp"
#include "wire/imap/search.hpp"

namespace {

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

/// Half of the inputs choose among pieces that matter.
std::string program_of(std::string_view input) {
  if (input.empty() || (input.front() & 1) == 0) return std::string(input.substr(input.empty() ? 0 : 1));
  static constexpr std::string_view pieces[] = {" ",
                                                "(",
                                                ")",
                                                "NOT ",
                                                "OR ",
                                                "ALL",
                                                "SEEN",
                                                "UNSEEN",
                                                "NEW",
                                                "FROM a",
                                                "SUBJECT \"gr\xC3\xBC\"",
                                                "HEADER X ",
                                                "BODY hello",
                                                "TEXT x",
                                                "UID 1:*",
                                                "1,3",
                                                "LARGER 5",
                                                "SINCE 1-Jan-2026",
                                                "SENTON 24-Nov-2026",
                                                "YOUNGER 60",
                                                "KEYWORD $x",
                                                "CHARSET UTF-8 ",
                                                "{2}\r\nab",
                                                "\"\"",
                                                "OLDER 1"};
  std::string text;
  for (const char c : input.substr(1)) text += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
  return text;
}

const mail::Message& example() {
  static const mail::Message message(
      "From: a@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nDate: Tue, 24 Nov 2026 10:00:00 "
      "+0100\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n\r\nHello x\r\n");
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto key = wire::imap::parse_search(program_of({reinterpret_cast<const char*>(octets), size}));
  if (!key) return 0;
  const auto now = base::from_microseconds(1'795'521'600'000'000);
  store::Subject subject{
      .uid = mail::Uid{3}, .flags = mail::Flags(mail::Flags::seen), .size = 200, .received = now};
  const auto early = store::decide(*key, subject, now);
  if (!mail::needs_octets(*key)) require(early.has_value());
  subject.message = &example();
  const bool match = store::matches(*key, subject, now);
  const auto late = store::decide(*key, subject, now);
  require(late && *late == match);
  require(!early || *early == match);
  return 0;
}
