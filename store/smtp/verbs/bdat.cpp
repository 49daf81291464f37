// BDAT (RFC 3030 section 2): the message in counted chunks; octets are kept as they came. After a refusal the
// chunk is read all the same, for the client may have sent it already.

#include <algorithm>
#include <chrono>

#include "store/smtp/verb.hpp"
#include "wire/smtp/command.hpp"

namespace store::smtp {
namespace {

constexpr std::size_t piece_octets = 64 * 1024;

/// Reads the chunk and takes it if a message has begun. An Error if the client has gone or is too slow.
net::Task<base::Result<void>> receive(Session& session, base::ByteCount octets) {
  const auto deadline = std::chrono::steady_clock::now() + session.settings().data_patience;
  while (octets > 0) {
    const auto want = static_cast<std::size_t>(std::min<base::ByteCount>(octets, piece_octets));
    auto piece = co_await session.connection().read_some(want, deadline);
    if (!piece) co_return piece.error();
    octets -= piece->size();
    if (session.transaction().content) co_await session.take(std::move(*piece));
  }
  co_return base::Result<void>();
}

net::Task<Replies> bdat(Session& session, std::string argument) {
  const auto chunk = wire::smtp::parse_bdat(argument);
  if (!chunk) {
    session.end();  // where the next command begins cannot be known
    co_return Replies{reply(501, "5.5.4", chunk.error().text)};
  }
  Transaction& transaction = session.transaction();
  const bool placed = !transaction.envelope.recipients.empty();
  if (placed && !transaction.content)
    transaction.content = std::make_unique<Content>(session.settings().spool, session.settings().size_limit);
  const auto complete = co_await receive(session, chunk->size);
  if (!complete) {
    co_await session.give_up(complete.error());
    co_return Replies{};
  }
  if (!placed) {
    // RFC 2033 section 4.3: no accepted recipient, no reply to the last chunk. Without MAIL it is out of
    // sequence. A chunk before it was refused, and the last may be on its way already (RFC 3030 section 2).
    const bool silent = chunk->last && transaction.open && session.protocol() == lmtp;
    transaction.missed = true;
    if (chunk->last) session.reset();
    if (silent) co_return Replies{};
    co_return Replies{reply(503, "5.5.1", "no recipient was accepted")};
  }
  if (!chunk->last) co_return Replies{reply(250, "2.0.0", std::to_string(chunk->size) + " octets taken")};
  co_await session.hand_over();
  co_return Replies{};
}

}  // namespace

extern const Verb bdat_verb{.name = "BDAT",
                            .protocols = lmtp | submission,
                            .keywords = [](const Settings&) { return std::vector<std::string>{"CHUNKING"}; },
                            .run = bdat};

}  // namespace store::smtp
