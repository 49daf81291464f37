// DATA (RFC 5321 section 4.1.1.4): the message up to CRLF.CRLF, then a reply for each recipient (RFC 2033
// section 4.2). A bare CR or LF refuses the message, so that no second message can hide in it.

#include "wire/smtp/data.hpp"

#include <chrono>

#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

constexpr std::size_t piece_octets = 64 * 1024;

/// An Error if the client has gone or is too slow: nothing is stored.
net::Task<base::Result<void>> receive(Session& session) {
  const auto deadline = std::chrono::steady_clock::now() + session.settings().data_patience;
  wire::smtp::DataDecoder decoder;
  while (!decoder.done()) {
    const auto piece = co_await session.connection().read_some(piece_octets, deadline);
    if (!piece) co_return piece.error();
    std::string octets;
    octets.reserve(piece->size());
    const std::size_t used = decoder.add(*piece, octets);
    if (used < piece->size()) session.connection().unread(std::string_view(*piece).substr(used));
    co_await session.take(std::move(octets));
  }
  if (decoder.refused())
    session.transaction().content->refuse(
        base::fail(base::Errc::unsupported, "a bare CR or LF is not allowed"));
  co_return base::Result<void>();
}

net::Task<Replies> data(Session& session, std::string argument) {
  Transaction& transaction = session.transaction();
  if (!argument.empty()) co_return Replies{reply(501, "5.5.4", "DATA takes no arguments")};
  if (transaction.envelope.recipients.empty())
    co_return Replies{reply(503, "5.5.1", "no recipient was accepted")};              // RFC 2033 section 4.2
  if (transaction.content) co_return Replies{reply(503, "5.5.1", "BDAT has begun")};  // RFC 3030 section 3
  transaction.content = std::make_unique<Content>(session.settings().spool, session.settings().size_limit);
  Replies go_on{reply(354, "", "end with CRLF.CRLF")};
  co_await session.say(std::move(go_on));
  const auto complete = co_await receive(session);
  if (complete) {
    co_await session.hand_over();
  } else {
    co_await session.give_up(complete.error());
  }
  co_return Replies{};
}

}  // namespace

extern const Verb data_verb{.name = "DATA", .protocols = lmtp | submission, .run = data};

}  // namespace store::smtp
