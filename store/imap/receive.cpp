// How a command is read: lines, literals that wait for a continuation request, and literals that do not
// (RFC 3501 section 4.3, RFC 7888).

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "net/on.hpp"
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

/// The mark at the end of `text` is one of a literal8 (RFC 3516), which may hold NUL.
bool announces_literal8(std::string_view text) {
  const auto open = text.rfind('{');
  return open != std::string_view::npos && open > 0 && text[open - 1] == '~';
}

bool is_end_of_peer(const base::Error& error) {
  return error.code == base::Errc::gone || error.code == base::Errc::timed_out ||
         error.code == base::Errc::try_later;
}

/// What `work` on a spool fails with if the disk is full (no_space).
template <class Work>
std::optional<base::Error> fault_of(Work work) {
  try {
    work();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_space_on_device && error.code().value() != EDQUOT) throw;
    return base::fail(base::Errc::no_space, "there is no room to take this message in");
  }
  return std::nullopt;
}

}  // namespace

/// What cannot be read as a command has `refused` set.
net::Task<Session::Incoming> Session::receive() {
  Incoming incoming;
  incoming.refused = co_await receive_line(incoming);
  if (!incoming.refused) incoming.refused = co_await receive_literals(incoming);
  incoming.arguments = wire::imap::Arguments(std::move(incoming.text), std::move(incoming.literals));
  co_return incoming;
}

/// The first line of a command. A reply if it is refused.
net::Task<std::optional<Reply>> Session::receive_line(Incoming& incoming) {
  const auto& limits = services_.limits;
  auto line = co_await connection_.read_line(identity_ ? limits.line_octets : limits.line_octets_before_login,
                                             command_deadline());
  if (!line) co_return unread(line.error());
  const bool is_tagged = is_tag(std::string_view(*line).substr(0, line->find(' ')));
  if (!is_tagged) co_return refused(*line, bad("a command begins with a tag"));
  const Reply nameless = refused(*line, bad("no such command"));  // a literal in the place of the name
  incoming.tag = take_word(*line);
  std::string name = take_word(*line);
  incoming.by_uid = base::text::same_ignoring_case(name, "UID");
  if (incoming.by_uid) name = take_word(*line);
  incoming.command = find_command(name);
  if (!incoming.command && line->empty()) co_return nameless;
  incoming.text = std::move(*line);
  co_return std::nullopt;
}

/// Reads on while the text ends in the mark of a literal. A reply if the command is refused.
net::Task<std::optional<Reply>> Session::receive_literals(Incoming& incoming) {
  const auto& limits = services_.limits;
  const auto line_limit = identity_ ? limits.line_octets : limits.line_octets_before_login;
  const bool message = identity_ && incoming.command && incoming.command->takes_message;
  std::optional<Reply> answer;
  std::size_t small = incoming.text.size();  // octets of everything but messages
  const auto message_limit = std::max<std::uint64_t>(limits.message_octets, line_limit);
  std::uint64_t messages = 0;  // octets of the literals of a command that takes a message: name and message
  while (const auto mark = wire::imap::literal_mark(incoming.text)) {
    const auto limit =
        message ? std::min(message_limit, message_limit + line_limit - messages) : line_limit - small;
    if (mark->size > limit || incoming.literals.size() == most_literals)
      co_return refused(incoming.text, no("TOOBIG", "the literal is too large"));  // RFC 4469 section 4.2
    if (mark->waits) co_await connection_.write("+ go on\r\n");
    auto literal = co_await receive_literal(mark->size, announces_literal8(incoming.text));
    if (!literal && is_end_of_peer(literal.error())) co_return unread(literal.error());
    if (!literal) answer = failed(literal.error());
    incoming.literals.push_back(literal ? std::move(*literal) : base::Body());
    (message ? messages : small) += mark->size;
    auto line = co_await connection_.read_line(line_limit, command_deadline());
    if (!line) co_return unread(line.error());
    small += line->size() + 2;
    if (small > line_limit) co_return refused(*line, bad("line too long"));
    incoming.text += "\r\n" + *line;
  }
  co_return answer;
}

/// One literal; what does not stay in memory goes to a file piece by piece, off the loop. What is refused of
/// it (no_space, syntax) has been read all the same, so that the session can go on.
net::Task<base::Result<base::Body>> Session::receive_literal(std::uint64_t size, bool may_hold_nul) {
  const auto until = command_deadline() + std::chrono::seconds(size / slowest_octets_per_second);
  const bool to_disk = size > base::Spool::memory_limit;
  base::Spool spool(services_.spool);
  std::optional<base::Error> fault;
  for (std::uint64_t left = size; left > 0;) {
    const auto piece = co_await connection_.read_some(std::min<std::uint64_t>(left, piece_octets), until);
    if (!piece) co_return piece.error();
    left -= piece->size();
    if (!may_hold_nul && piece->find('\0') != std::string::npos)
      fault = base::fail(base::Errc::syntax, "a literal holds no NUL");
    if (fault) continue;
    auto add = [&] { return fault_of([&] { spool.add(*piece); }); };
    if (to_disk)
      fault = co_await net::on(services_.pool, add);
    else
      fault = add();
  }
  if (!fault && !to_disk) co_return spool.finish();
  base::Body body;
  auto finish = [&] { return fault_of([&] { body = spool.finish(); }); };
  if (!fault) fault = co_await net::on(services_.pool, finish);
  if (fault) co_return *fault;
  co_return body;
}

}  // namespace store::imap
