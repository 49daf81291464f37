// Search keys against one message (RFC 3501 section 6.4.4, RFC 5032).

#include "store/search.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/unistr.h>

#include "base/text.hpp"
#include "mail/date.hpp"

namespace store {
namespace {

using mail::SearchKey;
using Kind = SearchKey::Kind;
using Verdict = std::optional<bool>;  // nothing: it hangs on octets that are not at hand

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string folded(std::string_view text) {
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  std::string out;
  icu::UnicodeString::fromUTF8(piece).foldCase().toUTF8String(out);
  return out;
}

/// Without regard to case; linear.
bool holds(std::string_view text, std::string_view wanted) {
  if (is_ascii(wanted)) return base::text::find_ignoring_case(text, wanted) != std::string_view::npos;
  const auto folded_text = folded(text);
  const auto folded_wanted = folded(wanted);
  return memmem(folded_text.data(), folded_text.size(), folded_wanted.data(), folded_wanted.size()) !=
         nullptr;
}

int day_of(base::Time time) {
  return static_cast<int>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

bool is_leaf(const mail::Part& part) {
  return part.parts.empty() && !part.is_multipart() && !part.is_message();
}

/// One key tree against one subject. What is decoded is kept, since many keys may ask for it.
class Evaluation {
 public:
  /// `without_octets`: the verdict of a key about octets while there is no message.
  Evaluation(const Subject& subject, base::Time now, Verdict without_octets)
      : subject_(subject), now_(now), without_octets_(without_octets) {}

  Verdict of(const SearchKey& key) {
    switch (key.kind) {
      case Kind::both:
        return all_of(key.operands, true);
      case Kind::either:
        return all_of(key.operands, false);
      case Kind::negated: {
        const auto inner = key.operands.empty() ? Verdict(false) : of(key.operands.front());
        return inner ? Verdict(!*inner) : inner;
      }
      case Kind::sent_before:
      case Kind::sent_on:
      case Kind::sent_since:
      case Kind::header:
      case Kind::body:
      case Kind::text:
        return subject_.message ? Verdict(by_octets(key)) : without_octets_;
      default:
        return by_row(key);
    }
  }

 private:
  /// All of them are true (`wanted`), or one of them is (not `wanted`): the same, seen from the other side.
  Verdict all_of(const std::vector<SearchKey>& keys, bool wanted) {
    Verdict sum = wanted;
    for (const auto& key : keys) {
      const auto one = of(key);
      if (one && *one != wanted) return !wanted;
      if (!one) sum = std::nullopt;
    }
    return sum;
  }

  bool by_row(const SearchKey& key) const {
    const auto age = [&] {
      return std::chrono::floor<std::chrono::seconds>(now_ - subject_.received).count();
    };
    switch (key.kind) {
      case Kind::all:
        return true;
      case Kind::has_flags: {
        auto with = subject_.flags;
        with.add(key.flags);
        return with == subject_.flags;
      }
      case Kind::recent:
        return subject_.recent;
      case Kind::uids:
        return key.uids.contains(subject_.uid);
      case Kind::larger:
        return subject_.size > key.size;
      case Kind::smaller:
        return subject_.size < key.size;
      case Kind::before:
        return day_of(subject_.received) < key.day;
      case Kind::on:
        return day_of(subject_.received) == key.day;
      case Kind::since:
        return day_of(subject_.received) >= key.day;
      case Kind::mod_seq:
        return subject_.modseq.value >= key.number;
      case Kind::younger:
        return age() <= static_cast<std::int64_t>(key.number);
      case Kind::older:
        return age() >= static_cast<std::int64_t>(key.number);
      default:
        return false;  // sequence: has no meaning without a session, which resolves it first
    }
  }

  bool by_octets(const SearchKey& key) {
    if (key.kind == Kind::header) return in_field(key);
    if (key.kind == Kind::body) return in_body(key.text);
    if (key.kind == Kind::text) return in_header(key.text) || in_body(key.text);
    const auto* field = subject_.message->header().find("Date");
    const auto sent = field ? mail::parse_date(field->body) : std::nullopt;
    if (!sent) return false;
    // The day as it was written, whatever the zone.
    const auto day = day_of(sent->time + std::chrono::minutes(sent->zone_minutes));
    if (key.kind == Kind::sent_before) return day < key.day;
    return key.kind == Kind::sent_on ? day == key.day : day >= key.day;
  }

  bool in_field(const SearchKey& key) const {
    const auto fields = subject_.message->header().all(key.field);
    if (key.text.empty()) return !fields.empty();
    return std::ranges::any_of(
        fields, [&](const auto* field) { return holds(mail::decoded(field->body), key.text); });
  }

  bool in_header(const std::string& wanted) {
    if (!header_) header_ = decoded_header(subject_.message->header());
    return holds(*header_, wanted);
  }

  bool in_body(const std::string& wanted) {
    if (!body_) {
      body_.emplace();
      add_texts(subject_.message->mime());
    }
    return std::ranges::any_of(*body_, [&](const auto& text) { return holds(text, wanted); });
  }

  static std::string decoded_header(const mail::Header& header) {
    std::string text;
    for (const auto& field : header.fields())
      text.append(field.name).append(": ").append(mail::decoded(field.body)).append("\n");
    return text;
  }

  /// The text parts of `part`, decoded, and the headers of messages inside it.
  void add_texts(const mail::Part& part) {
    const auto message = subject_.message->octets();
    if (is_leaf(part) && part.type.type == "text")
      body_->push_back(mail::to_utf8(mail::decode_transfer(part.body(message), part.encoding),
                                     part.type.parameter("charset")));
    for (const auto& inner : part.parts) {
      if (part.is_message()) body_->push_back(decoded_header(mail::Header(inner.header(message))));
      add_texts(inner);
    }
  }

  const Subject& subject_;
  base::Time now_;
  Verdict without_octets_;
  std::optional<std::string> header_;
  std::optional<std::vector<std::string>> body_;
};

}  // namespace

bool matches(const SearchKey& key, const Subject& subject, base::Time now) {
  return Evaluation(subject, now, false).of(key).value_or(false);
}

std::optional<bool> decide(const SearchKey& key, const Subject& subject, base::Time now) {
  return Evaluation(subject, now, std::nullopt).of(key);
}

}  // namespace store
