// How a command is read: lines, literals that wait for a continuation request, and literals that do not
// (RFC 3501 section 4.3, RFC 7888).

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "store/imap/command.hpp"
#include "store/imap/incoming.hpp"

namespace store::imap {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t piece_octets = 64 * 1024;
constexpr std::size_t longest_tag = 64;
constexpr std::size_t most_literals = 100;
constexpr std::uint64_t slowest_octets_per_second = 4096;  // of a literal; a slower one is a stuck peer

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= longest_tag && std::ranges::all_of(tag, [](char c) {
    return c != '+' && (wire::imap::is_atom_char(c) || c == ']');
  });
}

std::string take_word(std::string& line) {
  const auto end = std::min(line.find(' '), line.size());
  auto word = line.substr(0, end);
  line.erase(0, end + 1);
  return word;
}

}  // namespace

/// Nothing: the session is over. What cannot be read as a command has `refused` set.
net::Task<std::optional<Session::Incoming>> Session::receive() {
  Incoming incoming;
  const auto& limits = services_.limits;
  auto line = co_await connection_.read_line(identity_ ? limits.line_octets : limits.line_octets_before_login,
                                             command_deadline());
  if (!line && line.error().code == base::Errc::gone) co_return std::nullopt;
  if (!line) {
    const bool late = line.error().code == base::Errc::timed_out;
    incoming.refused = late ? ended(net::Woke::late) : bad(line.error().text);
    co_return incoming;
  }
  std::string tag = take_word(*line);
  if (!is_tag(tag)) {
    incoming.refused = bad("a command begins with a tag");
    co_return incoming;
  }
  incoming.tag = std::move(tag);
  std::string name = take_word(*line);
  incoming.by_uid = base::text::same_ignoring_case(name, "UID");
  if (incoming.by_uid) name = take_word(*line);
  incoming.command = find_command(name);
  incoming.text = std::move(*line);
  auto refused = co_await receive_literals(incoming);
  if (refused && refused->kind == Reply::Kind::bye && refused->text.empty()) co_return std::nullopt;
  incoming.refused = std::move(refused);
  incoming.arguments = wire::imap::Arguments(std::move(incoming.text), std::move(incoming.literals));
  co_return incoming;
}

/// Reads on while the text ends in the mark of a literal. A reply if the command is refused; a bye without
/// text if the peer has gone.
net::Task<std::optional<Reply>> Session::receive_literals(Incoming& incoming) {
  const auto& limits = services_.limits;
  const auto line_limit = identity_ ? limits.line_octets : limits.line_octets_before_login;
  const bool message = identity_ && incoming.command && incoming.command->takes_message;
  std::optional<Reply> refused;
  std::size_t small = incoming.text.size();  // octets of everything but messages
  const auto message_limit = std::max<std::uint64_t>(limits.message_octets, line_limit);
  std::uint64_t messages = 0;  // octets of the literals of a command that takes a message: name and message
  while (const auto mark = wire::imap::literal_mark(incoming.text)) {
    const auto limit =
        message ? std::min(message_limit, message_limit + line_limit - messages) : line_limit - small;
    if (mark->size > limit || incoming.literals.size() == most_literals) {
      Reply reply = no("TOOBIG", "the literal is too large");  // RFC 4469 section 4.2
      // One that does not wait is on its way already, and nothing behind it can be made out (RFC 7888 section
      // 4).
      if (!mark->waits)
        reply = {.kind = Reply::Kind::bye, .code = "TOOBIG", .text = reply.text, .last = true};
      co_return reply;
    }
    if (mark->waits) co_await connection_.write("+ go on\r\n");
    auto literal = co_await receive_literal(mark->size);
    if (!literal && literal.error().code == base::Errc::timed_out) co_return ended(net::Woke::late);
    if (!literal && literal.error().code != base::Errc::no_space)
      co_return Reply{.kind = Reply::Kind::bye, .last = true};
    if (!literal) refused = failed(literal.error());
    incoming.literals.push_back(literal ? std::move(*literal) : base::Body());
    (message ? messages : small) += mark->size;
    auto line = co_await connection_.read_line(line_limit, command_deadline());
    if (!line && line.error().code == base::Errc::gone)
      co_return Reply{.kind = Reply::Kind::bye, .last = true};
    if (!line && line.error().code == base::Errc::timed_out) co_return ended(net::Woke::late);
    if (!line) co_return bad(line.error().text);
    small += line->size() + 2;
    if (small > line_limit) co_return bad("line too long");
    incoming.text += "\r\n" + *line;
  }
  co_return refused;
}

/// One literal; a large one goes to a file piece by piece. When the disk is full (no_space), the rest of it
/// has been read all the same, so that the session can go on.
net::Task<base::Result<base::Body>> Session::receive_literal(std::uint64_t size) {
  const auto until = command_deadline() + std::chrono::seconds(size / slowest_octets_per_second);
  base::Spool spool(services_.spool);
  bool full = false;
  for (std::uint64_t left = size; left > 0;) {
    const auto piece = co_await connection_.read_some(std::min<std::uint64_t>(left, piece_octets), until);
    if (!piece) co_return piece.error();
    left -= piece->size();
    if (full) continue;
    try {
      spool.add(*piece);
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::no_space_on_device && error.code().value() != EDQUOT) throw;
      full = true;
    }
  }
  if (full) co_return base::fail(base::Errc::no_space, "there is no room to take this message in");
  co_return spool.finish();
}

}  // namespace store::imap
