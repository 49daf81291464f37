// "body" (RFC 5173): tests of what follows the header. Parts are decoded when a test first looks at them, and
// kept for the run.

#include <map>

#include "base/text.hpp"
#include "mail/html.hpp"
#include "mail/mime.hpp"
#include "sieve/charset_cost.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

/// Of one version of the message.
struct Decoded {
  std::size_t edits = 0;
  std::map<const mail::Part*, std::string> contents;  ///< as :content sees them
  std::map<const mail::Part*, std::string> texts;     ///< as :text sees them
};

Decoded& decoded(Run& run) {
  auto& kept = run.state<Decoded>();
  if (kept.edits != run.edits()) kept = {.edits = run.edits(), .contents = {}, .texts = {}};
  return kept;
}

std::string utf8(Run& run, std::string_view text, const mail::MediaType& type) {
  const auto charset = type.parameter("charset");
  run.spend_octets(charset_cost(charset, text.size()));
  return mail::to_utf8(text, charset);
}

// Section 5.2: decoded, and text as UTF-8.
std::string_view content(Run& run, const mail::Part& part) {
  const auto [at, is_new] = decoded(run).contents.try_emplace(&part);
  if (!is_new) return at->second;
  const auto body = part.body(run.message().octets());
  run.spend_octets(body.size());
  at->second = mail::decode_transfer(body, part.encoding);
  if (part.type.type == "text") at->second = utf8(run, at->second, part.type);
  return at->second;
}

std::string_view text(Run& run, const mail::Part& part) {
  const auto body = content(run, part);
  if (!mail::is_html(part.type)) return body;
  const auto [at, is_new] = decoded(run).texts.try_emplace(&part);
  if (is_new) {
    run.spend_octets(body.size());
    at->second = mail::html_text(part.type.type == "text" ? std::string(body) : utf8(run, body, part.type));
  }
  return at->second;
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// What stands in a multipart before its first boundary. That takes the line end before it (RFC 2046 section
/// 5.1.1).
std::string_view prologue(std::string_view message, const mail::Part& part) {
  if (part.parts.empty()) return part.body(message);
  const auto before =
      without_line_end(message.substr(part.body_begin, part.parts.front().begin - part.body_begin));
  const auto line = before.rfind('\n');  // behind it stands the boundary
  return line == std::string_view::npos ? std::string_view() : without_line_end(before.substr(0, line + 1));
}

/// What stands behind its last boundary.
std::string_view epilogue(std::string_view message, const mail::Part& part) {
  if (part.parts.empty()) return {};
  auto rest = message.substr(part.parts.back().end, part.end - part.parts.back().end);
  const auto boundary = rest.find("--");
  const auto line = boundary == std::string_view::npos ? boundary : rest.find('\n', boundary);
  return line == std::string_view::npos ? std::string_view() : rest.substr(line + 1);
}

std::string_view header_of_inner(Run& run, const mail::Part& part) {
  if (part.parts.empty()) return content(run, part);
  return part.parts.front().header(run.message().octets());
}

// Section 5.2.
bool is_of(const mail::MediaType& type, std::string_view wanted) {
  if (wanted.empty()) return true;
  const auto slash = wanted.find('/');
  if (slash == 0 || wanted.ends_with('/')) return false;
  if (!base::text::same_ignoring_case(type.type, wanted.substr(0, slash))) return false;
  return slash == std::string_view::npos ||
         base::text::same_ignoring_case(type.subtype, wanted.substr(slash + 1));
}

bool offer_content(Run& run, const Arguments& arguments, const mail::Part& part, Match& match) {
  const auto types = arguments.strings(":content");
  run.spend_octets(4 * types.size());
  const std::size_t held = run.held();
  const bool wanted =
      std::ranges::any_of(types, [&](std::string_view type) { return is_of(part.type, type); });
  run.release(held);  // many types for many parts must not add up
  if (wanted) {
    const auto message = run.message().octets();
    if (part.is_multipart()) {
      if (match.offer(prologue(message, part)) || match.offer(epilogue(message, part))) return true;
    } else if (match.offer(part.is_message() ? header_of_inner(run, part) : content(run, part))) {
      return true;
    }
  }
  return std::ranges::any_of(
      part.parts, [&](const mail::Part& inner) { return offer_content(run, arguments, inner, match); });
}

bool offer_text(Run& run, const mail::Part& part, Match& match) {
  const bool leaf = part.parts.empty() && !part.is_multipart();
  if (leaf && (part.type.type == "text" || mail::is_html(part.type))) return match.offer(text(run, part));
  return std::ranges::any_of(part.parts,
                             [&](const mail::Part& inner) { return offer_text(run, inner, match); });
}

/// Section 4: without the empty line behind the header there is nothing that could match.
bool has_body(const mail::Message& message) {
  const auto header = message.octets().substr(0, message.header().size());
  return header.size() < message.size() || header.ends_with("\n\r\n") || header.ends_with("\n\n") ||
         header == "\r\n" || header == "\n";
}

bool body(Run& run, const Arguments& arguments) {
  Match match(run, arguments);
  match.leave_captures();  // section 6
  const mail::Message& message = run.message();
  if (!has_body(message)) return match.finish();
  if (arguments.has(":raw"))
    return match.offer(message.octets().substr(message.header().size())) || match.finish();
  const mail::Part& root = message.mime();
  const bool matched =
      arguments.has(":content") ? offer_content(run, arguments, root, match) : offer_text(run, root, match);
  return matched || match.finish();
}

constexpr std::string_view transform = "BODY-TRANSFORM";

}  // namespace

extern const Extension body_extension{
    .capability = "body",
    .needs = Needs::delivery,  // of a message that was only looked at there may be no more than a part
    .tests = {{.name = "body",
               .takes = {string_list("key-list")},
               .tags = {{.name = ":raw", .group = transform},
                        {.name = ":content", .takes = {string_list("content-types")}, .group = transform},
                        {.name = ":text", .group = transform}},
               .keys = "key-list",
               .evaluate = body}},
};

}  // namespace sieve
