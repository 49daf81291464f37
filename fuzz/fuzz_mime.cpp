// Fuzzes mail: the MIME scanner and what reads bodies; offsets must nest, texts must be UTF-8 within their
// limits.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "mail/html.hpp"
#include "mail/mime.hpp"

namespace {

constexpr mail::MimeLimits limits{.depth = 6, .parts = 20};

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

/// Counts the parts of the tree, and holds each against its parent.
std::size_t check(std::string_view message, const mail::Part& part, std::size_t depth) {
  require(depth <= limits.depth + 1);
  require(part.begin <= part.body_begin && part.body_begin <= part.end && part.end <= message.size());
  require(part.header(message).size() + part.body(message).size() == part.end - part.begin);
  std::size_t count = 1;
  auto from = part.body_begin;
  for (const auto& child : part.parts) {
    require(child.begin >= from);
    count += check(message, child, depth + 1);
    from = child.end;
  }
  require(from <= part.end);
  const auto body = mail::decode_transfer(part.body(message), part.encoding);
  const auto text = mail::to_utf8(body, part.type.parameter("charset"));
  require(base::text::is_utf8(text));
  require(base::text::is_utf8(mail::html_text(text)));
  for (const auto& parameter : part.type.parameters) require(base::text::is_utf8(parameter.value));
  return count;
}

/// Half of the inputs choose among pieces that matter, so that the fuzzer need not find them octet by octet.
std::string message_of(std::string_view input) {
  if (input.empty() || (input.front() & 1) == 0) return std::string(input.substr(input.empty() ? 0 : 1));
  static constexpr std::string_view pieces[] = {"\r\n",
                                                "\n",
                                                "--b",
                                                "--b--",
                                                "--bb",
                                                "--",
                                                "\r",
                                                " ",
                                                "text",
                                                "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                                                "Content-Type: multipart/mixed; boundary=\"bb\"\r\n\r\n",
                                                "Content-Type: message/rfc822\r\n\r\n",
                                                "Content-Type: multipart/digest;\r\n boundary*0=b\r\n",
                                                "Content-Type: text/html; charset=utf-16\r\n",
                                                "Content-Transfer-Encoding: base64\r\n\r\n",
                                                "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                                                "=C3",
                                                "=",
                                                "PHA+",
                                                "<p>&auml;",
                                                "\xE4",
                                                "Content-Disposition: attachment\r\n"};
  std::string message;
  for (const char c : input.substr(1)) message += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto message = message_of({reinterpret_cast<const char*>(octets), size});
  const auto root = mail::scan_mime(message, limits);
  require(root.begin == 0 && root.end == message.size());
  require(check(message, root, 0) <= limits.parts);
  const auto snippet = mail::first_text(message, root, 40);
  require(snippet.size() <= 40 && base::text::is_utf8(snippet));
  require(snippet.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  return 0;
}
