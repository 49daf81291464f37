// Fuzzes wire: SMTP commands, replies and the decoder of DATA, which must not depend on how its octets are
// cut.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "wire/smtp/command.hpp"
#include "wire/smtp/data.hpp"
#include "wire/smtp/parameters.hpp"
#include "wire/smtp/reply.hpp"

namespace {

using namespace wire::smtp;

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

void check_command(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) return;
  require(!command->verb.empty() && command->verb == base::text::uppered(command->verb));
  if (const auto from = parse_mail_from(command->argument)) {
    if (const auto written = write_mail_from(from->reverse_path, from->parameters)) {
      const auto again = parse_mail_from(std::string_view(*written).substr(5, written->size() - 7));
      require(again && again->reverse_path == from->reverse_path && again->parameters == from->parameters);
    }
  }
  if (const auto to = parse_rcpt_to(command->argument)) require(!to->forward_path.empty());
  if (const auto chunk = parse_bdat(command->argument)) require(write_bdat(*chunk).ends_with("\r\n"));
  if (const auto octets = decode_xtext(command->argument))
    require(octets->size() <= command->argument.size());
}

void check_reply(std::string_view text) {
  ReplyReader reader;
  for (const auto line : base::text::split(text, '\n')) {
    const auto reply = reader.add_line(line);
    if (!reply) break;
    if (!*reply) continue;
    const auto wire = write(**reply);
    require(wire.ends_with("\r\n"));
    for (const auto written : base::text::split(std::string_view(wire).substr(0, wire.size() - 1), '\n'))
      require(written.size() <= 511 && written.ends_with('\r') && written.find('\r') == written.size() - 1);
  }
}

struct Decoded {
  std::string content;
  std::size_t taken = 0;
  bool done = false;
  bool refused = false;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view octets, std::size_t piece_size) {
  DataDecoder decoder;
  Decoded out;
  while (out.taken < octets.size() && !decoder.done())
    out.taken += decoder.add(octets.substr(out.taken, piece_size), out.content);
  out.done = decoder.done();
  out.refused = decoder.refused();
  return out;
}

void check_data(std::string_view octets, std::size_t piece_size) {
  const auto whole = decode(octets, octets.size());
  require(whole == decode(octets, piece_size));
  if (whole.done) {  // at the first CRLF.CRLF, the CRLF of the DATA command included
    const auto end = std::string("\r\n").append(octets).find("\r\n.\r\n");
    require(whole.taken == end + 3);
  }
  if (!whole.refused) require(check_line_ends(whole.content) || !whole.done);

  DataEncoder encoder;
  std::string wire;
  const auto added = encoder.add(octets, wire);
  const bool sendable = added && encoder.finish(wire);
  require(sendable == check_line_ends(octets).has_value());
  if (!sendable) return;
  const auto again = decode(wire, piece_size);
  require(again.done && !again.refused && again.taken == wire.size());
  require(again.content == octets || again.content == std::string(octets) + "\r\n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(octets + 1), size - 1);
  check_command(input);
  check_reply(input);
  check_data(input, std::max<std::size_t>(1, octets[0] % 8));
  std::string small;  // the octets that matter, so that cuts fall between them
  for (const char c : input) small += "\r\n.x"[static_cast<unsigned char>(c) % 4];
  check_data(small, std::max<std::size_t>(1, octets[0] % 8));
  return 0;
}
