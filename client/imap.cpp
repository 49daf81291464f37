// The conversation of an IMAP client: commands, responses and literals (RFC 3501 sections 2.2 and 7), held
// within limits.

#include "client/imap.hpp"

#include <algorithm>
#include <utility>

#include "wire/imap/arguments.hpp"
#include "wire/imap/write.hpp"

namespace client {
namespace {

using base::Errc;
using wire::imap::Response;

// A SEARCH over search_span uids of ten digits is the longest line there is to come.
constexpr std::size_t line_octets = 256 << 10;
constexpr std::size_t literals_of_a_response = 64;
// What we ask for is cut by its partial; the rest of a FETCH is small.
constexpr base::ByteCount response_octets = Imap::beginning_limit + (64 << 10);

}  // namespace

std::optional<base::Error> refusal(const Response& response, const std::string& what) {
  if (response.is("OK")) return std::nullopt;
  const Errc code = response.is("BAD") ? Errc::unsupported : Errc::try_later;
  return base::fail(
      code, what + " was answered with " + response.name + " " + wire::imap::resp_text(response.text));
}

Imap::Imap(ImapServer server, std::unique_ptr<net::Stream> stream)
    : server_(std::move(server)), connection_(std::move(stream)) {}

net::Deadline Imap::soon() const {
  return std::chrono::steady_clock::now() + server_.patience;
}

bool Imap::offers(const std::string& capability) const {
  return std::ranges::find(capabilities_, capability) != capabilities_.end();
}

net::Task<base::Result<Response>> Imap::ask(std::string command, Collect collect) {
  auto answer = co_await begin_command(std::move(command), std::move(collect));
  if (answer && answer->kind == Response::Kind::continuation)
    co_return broken(base::fail(Errc::syntax, "a continuation request that nobody asked for"));
  co_return answer;
}

net::Task<base::Result<Response>> Imap::begin_command(std::string command, Collect collect) {
  tag_ = "n" + std::to_string(++commands_);
  co_await connection_.write(tag_ + " " + std::move(command) + "\r\n");
  auto answer = co_await read_answer(soon(), std::move(collect));
  co_return answer;
}

net::Task<base::Result<Response>> Imap::read_answer(net::Deadline deadline, Collect collect) {
  for (;;) {
    auto response = co_await read_response(deadline);
    if (!response || response->kind == Response::Kind::continuation) co_return response;
    if (response->kind == Response::Kind::tagged) {
      if (response->tag == tag_) co_return response;
      co_return broken(base::fail(Errc::syntax, "an answer to a command that was not sent"));
    }
    note(*response);
    if (collect) collect(*response);
  }
}

net::Task<base::Result<Response>> Imap::read_response(net::Deadline deadline) {
  std::string text;
  std::vector<base::Body> literals;
  base::ByteCount octets = 0;
  for (;;) {
    const auto line = co_await read_line(deadline);
    if (!line) co_return line.error();
    text += *line;
    const auto mark = wire::imap::literal_mark(*line);
    if (!mark) break;
    octets += line->size();
    if (mark->size > response_octets - std::min(octets, response_octets) ||
        literals.size() == literals_of_a_response)
      co_return broken(base::fail(Errc::too_large, "a response larger than was asked for"));
    octets += mark->size;
    auto literal = co_await connection_.read_exactly(static_cast<std::size_t>(mark->size), deadline);
    if (!literal) co_return broken(literal.error());
    literals.emplace_back(std::move(*literal));
    text += "\r\n";
  }
  auto response = wire::imap::parse_response(std::move(text), std::move(literals));
  if (!response) co_return broken(base::fail(Errc::syntax, "not IMAP: " + response.error().text));
  co_return response;
}

net::Task<base::Result<std::string>> Imap::read_line(net::Deadline deadline) {
  auto line = co_await connection_.read_line(line_octets, deadline);
  if (!line) co_return broken(line.error());
  co_return line;
}

/// What any response may tell beside the command that is under way.
void Imap::note(const Response& response) {
  if (response.is("EXISTS")) has_news_ = true;
  if (response.is("BYE")) bye_ = wire::imap::resp_text(response.text);
  if (response.is("CAPABILITY")) capabilities_ = wire::imap::capabilities(response.values);
}

/// Every failure to read ends the conversation: after it nobody knows what belongs to which command.
base::Error Imap::broken(base::Error error) {
  connection_.close();
  if (!bye_.empty()) error.text = "the server said BYE: " + bye_;
  return error;
}

}  // namespace client
