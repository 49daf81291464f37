// The MIME structure of a message (RFC 2045, 2046): one pass over its lines, a stack of open entities.
//
// Invariants, whatever the octets: begin <= body_begin <= end; children lie inside their parent's body, in
// order, disjoint. Each line is looked at once, and compared with at most MimeLimits::depth boundaries.

#include "mail/mime.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "mail/lines.hpp"
#include "mail/media_type.hpp"

namespace mail {
namespace {

/// An entity whose end has not been seen. The Part lies in its parent's `parts`, which does not grow while a
/// child is open, so the pointer holds.
struct Open {
  Part* part = nullptr;
  std::string boundary;  ///< "" if it is no multipart, or its closing boundary has passed
};

class Scanner {
 public:
  Scanner(std::string_view message, MimeLimits limits) : message_(message), limits_(limits) {}

  Part scan() {
    Part root;
    enter(root, MediaType{});
    while (boundaries_ > 0 && at_ < message_.size()) {
      const auto line = line_at(message_, at_);
      at_ = line.end;
      if (const auto met = boundary_in(line.text)) cross(*met, line);
    }
    close_down_to(0, message_.size());
    root.end = message_.size();
    return root;
  }

 private:
  struct Met {
    std::size_t level = 0;
    bool closes = false;
  };

  /// The innermost open multipart whose boundary the line is (RFC 2046 section 5.1.1). Only white space may
  /// follow: the section would let any text follow, but then one boundary could not begin with another.
  [[nodiscard]] std::optional<Met> boundary_in(std::string_view line) const {
    if (!line.starts_with("--")) return std::nullopt;
    const auto text = line.substr(2, line.find_last_not_of(" \t") - 1);
    for (auto level = open_.size(); level-- > 0;) {
      const std::string_view boundary = open_[level].boundary;
      if (boundary.empty() || !text.starts_with(boundary)) continue;
      if (text.size() == boundary.size()) return Met{level, false};
      if (text.substr(boundary.size()) == "--") return Met{level, true};
    }
    return std::nullopt;
  }

  void cross(Met met, const Line& line) {
    // Beyond the limit a delimiter opens nothing, and its line stays inside the last part.
    if (!met.closes && count_ >= limits_.parts) return;
    close_down_to(met.level + 1, begin_of_line_end_before(line.begin));
    auto& multipart = open_[met.level];
    if (met.closes) {
      multipart.boundary.clear();
      --boundaries_;
      return;
    }
    const bool is_digest = multipart.part->type.subtype == "digest";  // RFC 2046 section 5.1.5
    auto& part = multipart.part->parts.emplace_back();
    part.begin = at_;
    enter(part, is_digest ? MediaType{.type = "message", .subtype = "rfc822"} : MediaType{});
  }

  /// The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1).
  [[nodiscard]] std::size_t begin_of_line_end_before(std::size_t line_begin) const {
    if (line_begin > 0) --line_begin;
    if (line_begin > 0 && message_[line_begin - 1] == '\r') --line_begin;
    return line_begin;
  }

  /// Innermost first: where a header was cut short by the boundary, its end is also that of those around it.
  void close_down_to(std::size_t level, std::size_t end) {
    for (; open_.size() > level; open_.pop_back()) {
      auto& [part, boundary] = open_.back();
      part->end = end = std::max(end, part->body_begin);
      if (!boundary.empty()) --boundaries_;
    }
  }

  /// Reads the header of `part`, which begins at `at_`, and opens it; of a message/rfc822 also the one
  /// inside.
  void enter(Part& part, MediaType absent) {
    ++count_;
    const auto header_end = read_header(part);
    describe(part, Header(part.header(message_)), std::move(absent));
    open_.push_back({&part, {}});
    if (open_.size() > limits_.depth) return;
    const bool is_encoded = part.encoding == "base64" || part.encoding == "quoted-printable";
    if (part.is_multipart()) {
      open_.back().boundary = base::text::trimmed(part.type.parameter("boundary"));
      if (!open_.back().boundary.empty()) ++boundaries_;
    } else if (part.is_message() && !is_encoded && count_ < limits_.parts) {
      auto& inner = part.parts.emplace_back();
      inner.begin = at_;
      if (header_end == HeaderEnd::empty_line) return enter(inner, MediaType{});
      ++count_;
      inner.body_begin = inner.end = at_;  // the part ended inside its header
    }
  }

  enum class HeaderEnd { empty_line, boundary_or_end };

  /// Stands behind the empty line then, or at a boundary that cut the header short.
  HeaderEnd read_header(Part& part) {
    part.body_begin = part.end = at_;
    while (at_ < message_.size()) {
      const auto line = line_at(message_, at_);
      if (boundary_in(line.text)) return HeaderEnd::boundary_or_end;
      at_ = part.body_begin = part.end = line.end;
      if (line.text.empty()) return HeaderEnd::empty_line;
    }
    return HeaderEnd::boundary_or_end;
  }

  static void describe(Part& part, const Header& header, MediaType absent) {
    part.type = std::move(absent);
    if (const auto* field = header.find("Content-Type"))
      part.type = parse_media_type(field->body).value_or(MediaType{});
    if (const auto* field = header.find("Content-Transfer-Encoding"))
      part.encoding = parse_parameterised(field->body).value;
    if (part.encoding.empty()) part.encoding = "7bit";
    if (const auto* field = header.find("Content-Disposition")) {
      auto written = parse_parameterised(field->body);
      part.disposition = std::move(written.value);
      part.disposition_parameters = joined_parameters(written.parameters);
    }
  }

  std::string_view message_;
  MimeLimits limits_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;       // parts so far
  std::size_t boundaries_ = 0;  // of open multiparts; without one, nothing that follows can end anything
  std::vector<Open> open_;
};

}  // namespace

Part scan_mime(std::string_view message, MimeLimits limits) {
  return Scanner(message, limits).scan();
}

}  // namespace mail
