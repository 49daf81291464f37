// How a FETCH response is put together and sent.

#include "store/imap/message_response.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "mail/date.hpp"
#include "mail/message.hpp"
#include "net/on.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

using wire::imap::FetchItem;
using wire::imap::Section;
using wire::imap::Slice;

constexpr std::uint64_t piece_octets = 64 * 1024;
constexpr std::uint64_t header_octets = 64 * 1024;  // where nearly every header ends
constexpr std::uint64_t pool_octets = 256 * 1024;   // scanning more would hold the loop up

/// Text, and behind it octets of the message.
struct Piece {
  std::string text;
  Slice slice;
};
using Pieces = std::vector<Piece>;

bool is_header(const FetchItem& item) {
  if (item.kind == FetchItem::Kind::envelope) return true;
  return item.kind == FetchItem::Kind::section && item.section.part.empty() &&
         (item.section.text == Section::Text::header || item.section.text == Section::Text::header_fields ||
          item.section.text == Section::Text::header_fields_not);
}

/// How many octets from the front must be at hand.
std::uint64_t octets_needed(const std::vector<FetchItem>& items, const Message& message) {
  if (std::ranges::none_of(items, wire::imap::needs_octets)) return 0;
  if (message.size <= piece_octets) return message.size;
  bool header = false;
  for (const auto& item : items) {
    const bool whole = item.kind == FetchItem::Kind::section && item.section.whole();
    if (!wire::imap::needs_octets(item) || whole) continue;
    if (!is_header(item)) return message.size;
    header = true;
  }
  return header ? std::min<std::uint64_t>(header_octets, message.size) : 0;
}

void add_section(Pieces& pieces, const FetchItem& item, const Message& message, const mail::Message& octets) {
  auto& text = pieces.back().text;
  text += item.label + " ";
  auto place =
      item.section.whole() ? Slice{0, message.size} : wire::imap::find_section(item.section, octets.mime());
  if (!place) {
    text += "NIL";
    return;
  }
  if (!item.section.fields.empty()) {
    const auto fields =
        wire::imap::chosen_fields(item.section, octets.octets().substr(place->begin, place->length));
    const auto part = wire::imap::cut(fields.size(), item.partial);
    text += wire::imap::literal_head(part.length) + fields.substr(part.begin, part.length);
    return;
  }
  auto part = wire::imap::cut(place->length, item.partial);
  part.begin += place->begin;
  text += wire::imap::literal_head(part.length);
  pieces.back().slice = part;
  pieces.emplace_back();
}

void add_item(Pieces& pieces, const FetchItem& item, const Message& message, const mail::Message& octets,
              const Selected& selected) {
  using Kind = FetchItem::Kind;
  if (item.kind == Kind::section) return add_section(pieces, item, message, octets);
  std::string value;
  switch (item.kind) {
    case Kind::uid:
      value = std::to_string(message.uid.value);
      break;
    case Kind::flags:
      value = selected.flags_text(message.uid, message.flags);
      break;
    case Kind::internal_date:
      value = wire::imap::string_of(mail::imap_date_time({.time = message.received}));
      break;
    case Kind::rfc822_size:
      value = std::to_string(message.size);
      break;
    case Kind::mod_seq:
      value = "(" + std::to_string(message.modseq.value) + ")";
      break;
    case Kind::envelope:
      value = wire::imap::envelope(octets.header());
      break;
    default:
      value = wire::imap::body_structure(octets.mime(), octets.octets(), item.kind == Kind::body_structure);
  }
  pieces.back().text += item.label + " " + value;
}

Pieces pieces_of(const std::vector<FetchItem>& items, const Message& message, const mail::Message& octets,
                 const Selected& selected) {
  Pieces pieces(1);
  pieces.back().text = "* " + std::to_string(selected.number_of(message.uid)) + " FETCH (";
  bool first = true;
  for (const auto& item : items) {
    if (!std::exchange(first, false)) pieces.back().text += ' ';
    add_item(pieces, item, message, octets, selected);
  }
  pieces.back().text += ")\r\n";
  return pieces;
}

/// RFC 3501 section 9: no string holds NUL. One in a message becomes 0x80, so that every size holds.
std::string without_nul(std::string octets) {
  std::ranges::replace(octets, '\0', '\x80');
  return octets;
}

/// Sends octets [begin, begin + length) of a message straight from the store.
net::Task<> stream(Session& session, const Message& message, Slice slice) {
  const auto prefix = message.prefix.size();
  while (slice.length > 0 && !session.lost()) {
    std::string piece;
    if (slice.begin < prefix) {
      piece = message.prefix.substr(slice.begin, slice.length);
    } else {
      const Range range{slice.begin - prefix, std::min<std::uint64_t>(slice.length, piece_octets)};
      const auto body = co_await session.services().blobs.get(message.body, range);
      if (!body || body->size() != range.length)
        throw std::runtime_error("a body ended while it was being sent");
      piece = body->view();
    }
    slice.begin += piece.size();
    slice.length -= piece.size();
    co_await session.write(without_nul(std::move(piece)));
  }
}

}  // namespace

Answer<std::string> read_octets(BlobStore& blobs, const Message& message, std::uint64_t limit_octets) {
  std::string octets = message.prefix.substr(0, limit_octets);
  const Range range{0, limit_octets - octets.size()};
  if (range.length == 0) co_return octets;
  const auto body = co_await blobs.get(message.body, range);
  if (!body) co_return body.error();
  octets += body->view();
  co_return octets;
}

net::Task<bool> write_message(Session& session, const Message& message, const std::vector<FetchItem>& items) {
  auto& blobs = session.services().blobs;
  const auto& view = *session.selected();
  auto needed = octets_needed(items, message);
  mail::Message octets;
  if (needed > 0) {
    auto read = co_await read_octets(blobs, message, needed);
    if (!read) co_return false;
    octets = mail::Message(std::move(*read));
    if (needed < message.size && octets.header().size() == octets.size()) {
      // The header goes on behind what was read.
      needed = message.size;
      read = co_await read_octets(blobs, message, needed);
      if (!read) co_return false;
      octets = mail::Message(std::move(*read));
    }
  } else if (std::ranges::any_of(items, wire::imap::needs_octets)) {
    const auto there = co_await blobs.get(message.body, Range{0, 1});
    if (!there) co_return false;
  }
  Pieces pieces;
  auto work = [&] { return pieces_of(items, message, octets, view); };
  if (needed > pool_octets)
    pieces = co_await net::on(session.services().pool, work);
  else
    pieces = work();
  const bool at_hand = needed == message.size && needed <= pool_octets;
  if (!at_hand) octets = {};  // a slow reader shall not hold a large message
  for (auto& piece : pieces) {
    co_await session.write(without_nul(std::move(piece.text)));
    if (at_hand)
      co_await session.write(
          without_nul(std::string(octets.octets().substr(piece.slice.begin, piece.slice.length))));
    else
      co_await stream(session, message, piece.slice);
  }
  co_return true;
}

}  // namespace store::imap
