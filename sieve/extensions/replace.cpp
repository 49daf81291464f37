// "replace" (RFC 5703 section 5): other content for the current part or the whole message.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sieve/addresses.hpp"
#include "sieve/entity.hpp"
#include "sieve/extension.hpp"
#include "sieve/header_text.hpp"
#include "sieve/parts.hpp"

namespace sieve {
namespace {

void check_replace(Check& check, Statement& statement) {
  const auto& tags = statement.given.tags;
  const bool mime =
      std::ranges::any_of(tags, [](const GivenTag& given) { return given.tag->name == ":mime"; });
  for (const auto& given : tags) {
    if (mime && given.tag->name != ":mime")
      check.error(given.span, ":mime and " + std::string(given.tag->name) + " exclude each other");
    const Text* from = given.tag->name == ":from" ? &given.value->strings.front() : nullptr;
    if (from != nullptr && from->is_constant() && !mailbox_list(from->constant))
      check.error(from->span, "\"" + from->constant + "\" in :from is no address",
                  "write \"Name <user@example.org>\"");
  }
  const Text& written = statement.given.positional[0]->strings.front();
  if (!mime || !written.is_constant()) return;
  if (const auto wrong = entity_fault(written.constant); !wrong.empty())
    check.error(written.span, std::string(wrong));
}

Entity replacement(Run& run, const Arguments& arguments) {
  const auto written = arguments.string("replacement");
  run.spend_octets(written.size());
  if (!arguments.has(":mime")) return text_entity(crlf_lines(base::text::to_valid_utf8(written)));
  if (const auto wrong = entity_fault(written); !wrong.empty()) run.fail("replace: " + std::string(wrong));
  return mime_entity(written);
}

bool holds_line(std::string_view text, const std::string& begin) {
  return text.starts_with(begin) || text.find('\n' + begin) != std::string_view::npos;
}

/// Text in the place of a part must not look like the end of it (RFC 2046 section 5.1.1).
std::string without_boundaries(Run& run, Entity entity, const PartPath& path) {
  std::vector<std::string> boundaries;
  for (std::size_t depth = 0; depth < path.size(); ++depth) {
    const mail::Part* around = part_at(run, std::span(path).first(depth));
    const auto boundary = base::text::trimmed(around->type.parameter("boundary"));
    if (around->is_multipart() && !boundary.empty()) boundaries.push_back("--" + std::string(boundary));
  }
  const auto clashes = [&] {
    const std::string octets = entity.octets();
    return std::ranges::any_of(boundaries,
                               [&](const std::string& boundary) { return holds_line(octets, boundary); });
  };
  if (clashes()) encode(entity);
  if (clashes()) run.fail("replace: the replacement holds a boundary of the message");
  return entity.octets();
}

/// The fields of a message that are not about its MIME structure, as they stand in it. What gets a new body
/// becomes an original of its name.
std::string other_fields(std::string_view octets, const std::vector<std::string_view>& renewed) {
  using base::text::same_ignoring_case;
  std::string out;
  const mail::Header header(octets);
  for (const mail::Field& field : header.fields()) {
    if (base::text::starts_with_ignoring_case(field.name, "Content-")) continue;
    if (same_ignoring_case(field.name, "MIME-Version")) continue;
    if (std::ranges::any_of(renewed,
                            [&](std::string_view name) { return same_ignoring_case(name, field.name); }))
      out += "Original-";
    out += octets.substr(field.begin, field.end - field.begin);
    if (!out.ends_with('\n')) out += "\r\n";
  }
  return out;
}

std::string whole_message(Run& run, const Arguments& arguments, const Entity& entity) {
  std::vector<std::string_view> renewed;
  std::string fields;
  if (arguments.has(":subject") && !arguments.has(":mime")) {
    renewed.emplace_back("Subject");
    fields += header_field("Subject", one_line(base::text::to_valid_utf8(arguments.string(":subject"))));
  }
  if (arguments.has(":from") && !arguments.has(":mime")) {
    const auto list = mailbox_list(arguments.string(":from"));
    if (!list) run.fail("replace: \"" + std::string(arguments.string(":from")) + "\" in :from is no address");
    renewed.emplace_back("From");
    fields += "From: " + *list + "\r\n";
  }
  return other_fields(run.header(), renewed) + fields + "MIME-Version: 1.0\r\n" + entity.octets();
}

/// A part that is a message keeps what its header says of it.
std::string part_octets(Run& run, Entity entity, const PartPath& path, const mail::Part& part) {
  const mail::Part* around = part_at(run, std::span(path).first(path.size() - 1));
  std::string octets;
  if (around->is_message())
    octets = other_fields(part.header(run.message().octets()), {}) + "MIME-Version: 1.0\r\n";
  return octets + without_boundaries(run, std::move(entity), path);
}

void replace(Run& run, const Arguments& arguments) {
  const PartPath path = current_path(run);
  const mail::Part* part = current_part(run);
  if (part == nullptr) run.fail("replace: an edit has taken the part away");
  Entity entity = replacement(run, arguments);
  if (path.empty()) {
    run.edit_message(whole_message(run, arguments, entity));
  } else {
    const auto before = run.message().octets();
    std::string octets(before.substr(0, part->begin));
    octets += part_octets(run, std::move(entity), path, *part);
    const auto rest = before.substr(part->end);
    if (!rest.empty() && !rest.starts_with('\n') && !rest.starts_with("\r\n")) octets += "\r\n";
    octets += rest;
    run.edit_message(std::move(octets));
  }
  if (in_loop(run)) run.state<Loops>().open.back().replaced = true;
  run.note("replace " + (part->type.type + '/' + part->type.subtype));
}

}  // namespace

extern const Extension replace_extension{
    .capability = "replace",
    .needs = Needs::delivery,
    .commands = {{.name = "replace",
                  .takes = {string("replacement")},
                  .tags = {{.name = ":mime"},
                           {.name = ":subject", .takes = {string("subject")}},
                           {.name = ":from", .takes = {string("from")}}},
                  .needs = Needs::delivery,
                  .check = check_replace,
                  .perform = replace}},
};

}  // namespace sieve
