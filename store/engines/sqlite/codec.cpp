// The parts of values in BLOB columns: numbers, texts, flags, UIDs, addresses, names of bodies.

#include "store/engines/sqlite/codec.hpp"

#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace store::sqlite {

void Encoder::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) octets_.push_back(static_cast<char>(value | 0x80));
  octets_.push_back(static_cast<char>(value));
}

void Encoder::text(std::string_view value) {
  number(value.size());
  octets_.append(value);
}

std::uint64_t Decoder::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto octet = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(octet & 0x7F) << shift;
    if (octet < 0x80) return value;
  }
  throw std::runtime_error("a stored value ends too early");
}

std::string Decoder::text() {
  const auto length = number();
  if (length > rest_.size()) throw std::runtime_error("a stored value ends too early");
  std::string value(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return value;
}

void encode(Encoder& out, const mail::Flags& flags) {
  out.number(flags.system());
  out.number(flags.keywords().size());
  for (const auto& keyword : flags.keywords()) out.text(keyword);
}

mail::Flags decode_flags(Decoder& in) {
  const auto system = static_cast<std::uint8_t>(in.number());
  std::vector<std::string> keywords;
  for (auto left = in.number(); left > 0; --left) keywords.push_back(in.text());
  return mail::Flags(system, std::move(keywords));
}

mail::Uid decode_uid(Decoder& in) {
  return mail::Uid{static_cast<std::uint32_t>(in.number())};
}

void encode(Encoder& out, const mail::UidSet& uids) {
  out.number(uids.ranges().size());
  for (const auto& range : uids.ranges()) {
    out.number(range.first.value);
    out.number(range.last.value);
  }
}

mail::UidSet decode_uids(Decoder& in) {
  mail::UidSet uids;
  for (auto left = in.number(); left > 0; --left) {
    const auto first = decode_uid(in);
    const auto last = decode_uid(in);
    uids.add(first, last);
  }
  return uids;
}

void encode(Encoder& out, const mail::Address& address) {
  out.text(address.local);
  out.text(address.domain);
}

mail::Address decode_address(Decoder& in) {
  mail::Address address;
  address.local = in.text();
  address.domain = in.text();
  return address;
}

mail::Flags flags_of(std::int64_t system, const std::string& keywords) {
  std::vector<std::string> words;
  for (const auto word : base::text::split(keywords, ' '))
    if (!word.empty()) words.emplace_back(word);
  return mail::Flags(static_cast<std::uint8_t>(system), std::move(words));
}

BlobRef blob_ref(std::int64_t body, std::uint64_t length) {
  if (body == 0) return {};
  Encoder out;
  out.number(static_cast<std::uint64_t>(body));
  out.number(length);
  return {out.take()};
}

BodyName body_name(const BlobRef& ref) try {
  if (ref.token.empty()) return {};
  Decoder in(ref.token);
  BodyName name;
  name.id = static_cast<std::int64_t>(in.number());
  name.length = in.number();
  return in.at_end() ? name : BodyName{};
} catch (const std::runtime_error&) {
  return {};
}

}  // namespace store::sqlite
