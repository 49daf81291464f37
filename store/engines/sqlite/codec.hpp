// How values stand in BLOB columns: numbers as varints, strings with their length in front.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/octets.hpp"
#include "mail/event.hpp"
#include "store/deliver.hpp"
#include "store/outbox.hpp"
#include "store/trace.hpp"

namespace store::sqlite {

class Encoder {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);
  [[nodiscard]] base::Octets take() { return std::move(octets_); }

 private:
  base::Octets octets_;
};

/// Reads what an Encoder wrote. Throws std::runtime_error where the octets end too early: the database is
/// damaged, or written by a program that this one does not know.
class Decoder {
 public:
  explicit Decoder(std::string_view octets) : rest_(octets) {}
  [[nodiscard]] std::uint64_t number();
  [[nodiscard]] std::string text();
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

void encode(Encoder& out, const mail::Flags& flags);
mail::Flags decode_flags(Decoder& in);
mail::Uid decode_uid(Decoder& in);
void encode(Encoder& out, const mail::UidSet& uids);
mail::UidSet decode_uids(Decoder& in);
void encode(Encoder& out, const mail::Address& address);
mail::Address decode_address(Decoder& in);

// codec_items.cpp
void encode(Encoder& out, const mail::Event& event);
mail::Event decode_event(Decoder& in);

/// Without body: that stands in columns of its own.
base::Octets encoded(const EventItem& item);
EventItem decode_event_item(std::string_view octets);
base::Octets encoded(const MailItem& item);
MailItem decode_mail_item(std::string_view octets);
base::Octets encoded(const UriItem& item);
UriItem decode_uri_item(std::string_view octets);
base::Octets encoded(const PipeItem& item);
PipeItem decode_pipe_item(std::string_view octets);
base::Octets encoded(const ScriptItem& item);
ScriptItem decode_script_item(std::string_view octets);

/// Encodings of traces may be appended to each other.
base::Octets encoded(const Trace& trace);
Trace decode_trace(std::string_view octets);

base::Octets encoded(const Delivered& delivered);
Delivered decode_delivered(std::string_view octets);

/// The flags of a message from its two columns.
mail::Flags flags_of(std::int64_t system, const std::string& keywords);

/// A token of store/blobs.hpp: id and length of the body. Id 0: no body.
BlobRef blob_ref(std::int64_t body, std::uint64_t length);
struct BodyName {
  std::int64_t id = 0;
  std::uint64_t length = 0;
};
/// Id 0 if `ref` is empty or not ours.
BodyName body_name(const BlobRef& ref);

}  // namespace store::sqlite
