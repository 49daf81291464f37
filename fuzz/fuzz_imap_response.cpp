// Fuzzes wire: what an IMAP server sends; nothing it says may take the client down.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/imap/response.hpp"

namespace {

/// Half of the inputs choose among pieces that matter.
std::string response_of(std::string_view input) {
  if (input.empty() || (input.front() & 1) == 0) return std::string(input.substr(input.empty() ? 0 : 1));
  static constexpr std::string_view pieces[] = {"* ",
                                                "a1 ",
                                                "+ ",
                                                "OK ",
                                                "[",
                                                "]",
                                                "(",
                                                ")",
                                                " ",
                                                "\"",
                                                "\\",
                                                "{3}\r\nabc",
                                                "NIL",
                                                "1",
                                                "5 FETCH (",
                                                "FLAGS",
                                                "\\Seen",
                                                "BODY[",
                                                "HEADER.FIELDS",
                                                "<0>",
                                                "UID 7",
                                                "CAPABILITY",
                                                "UIDVALIDITY",
                                                "EXISTS",
                                                "LIST",
                                                "\r\n",
                                                "text"};
  std::string text;
  for (const char c : input.substr(1)) text += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  auto response = wire::imap::parse_response_text(response_of({reinterpret_cast<const char*>(octets), size}));
  if (!response) return 0;
  wire::imap::capabilities(response->values);
  const auto fetch = wire::imap::fetched(std::move(*response));
  if (fetch) static_cast<void>(fetch->uid());
  return 0;
}
