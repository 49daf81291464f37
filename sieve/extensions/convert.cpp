// "convert" (RFC 6558): other media types for body parts. HTML becomes plain text by itself, all else by
// programs that the administrator has named.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mail/charset.hpp"
#include "mail/html.hpp"
#include "mail/mime.hpp"
#include "sieve/addresses.hpp"
#include "sieve/charset_cost.hpp"
#include "sieve/converters.hpp"
#include "sieve/entity.hpp"
#include "sieve/extension.hpp"
#include "sieve/header_text.hpp"
#include "sieve/parts.hpp"
#include "sieve/programs.hpp"

namespace sieve {
namespace {

/// What a script asks for.
struct Wanted {
  std::string from, to;  ///< lower case
  std::vector<std::string> parameters;
};

void check_types(Check& check, const Given& given) {
  for (const std::size_t at : {0U, 1U}) {
    const Text& type = given.positional[at]->strings.front();
    if (type.is_constant() && !is_media_type(type.constant))
      check.error(type.span, "not a media type", "write a type and a subtype, such as \"image/jpeg\"");
  }
  if (!given.positional[2]) return;
  for (const Text& text : given.positional[2]->strings)
    if (text.is_constant() && text.constant.find('=') == std::string::npos)
      check.error(text.span, "not a transcoding parameter", "parameters read \"name=value\"");
}
void check_action(Check& check, Statement& statement) {
  check_types(check, statement.given);
}
void check_test(Check& check, Condition& condition) {
  check_types(check, condition.given);
}

/// Null if there is none, or one that does not know all the parameters.
const Converter* converter_for(const Run& run, const Wanted& wanted) {
  const auto& converters = run.limits().converters;
  if (converters == nullptr) return nullptr;
  const auto knows = [](const Converter& one, const std::string& parameter) {
    const auto name = base::text::lowered(parameter.substr(0, parameter.find('=')));
    return std::ranges::find(one.parameters, name) != one.parameters.end();
  };
  const auto found = std::ranges::find_if(*converters, [&](const Converter& one) {
    return one.from == wanted.from && one.to == wanted.to &&
           std::ranges::all_of(wanted.parameters,
                               [&](const auto& parameter) { return knows(one, parameter); });
  });
  return found == converters->end() ? nullptr : &*found;
}

bool is_of(const mail::Part& part, const std::string& type) {
  return base::text::lowered(part.type.type + '/' + part.type.subtype) == type;
}

void collect(const mail::Part& part, const std::string& type, std::vector<const mail::Part*>& found) {
  if (is_of(part, type)) found.push_back(&part);
  for (const auto& inner : part.parts) collect(inner, type, found);
}

/// In the order of their octets.
std::vector<const mail::Part*> parts_of(Run& run, const std::string& type) {
  std::vector<const mail::Part*> found;
  if (!in_loop(run)) {
    collect(run.message().mime(), type, found);
  } else if (const mail::Part* current = current_part(run); current != nullptr && is_of(*current, type)) {
    found.push_back(current);
  }
  return found;
}

std::optional<std::string> text_of_html(Run& run, const std::string& octets, const mail::MediaType& type) {
  const auto charset = type.parameter("charset");
  run.spend_octets(octets.size() + charset_cost(charset, octets.size()));
  const auto html =
      charset.empty() ? std::optional(mail::unlabelled_to_utf8(octets)) : mail::converted(octets, charset);
  return html ? std::optional(with_crlf(mail::html_text(*html))) : std::nullopt;
}

/// The octets of the new part, or nothing if it cannot be made.
std::optional<std::string> converted(Run& run, const Wanted& wanted, const mail::Part& part) {
  const auto body = part.body(run.message().octets());
  run.spend_octets(body.size());
  std::string octets = mail::decode_transfer(body, base::text::lowered(part.encoding));
  if (const Converter* by = converter_for(run, wanted)) {
    if (programs_left(run) == 0) return std::nullopt;
    ProgramRun call{.program = by->program,
                    .arguments = {wanted.from, wanted.to},
                    .environment = program_environment(run)};
    call.arguments.insert(call.arguments.end(), wanted.parameters.begin(), wanted.parameters.end());
    return output_of(run, std::move(call), base::Body(std::move(octets)));
  }
  const bool built_in = wanted.from == "text/html" && wanted.to == "text/plain" && wanted.parameters.empty();
  return built_in ? text_of_html(run, octets, part.type) : std::nullopt;
}

/// A part's header about its new body.
std::string header_for(std::string_view header, const std::string& type) {
  std::string out;
  const mail::Header fields(header);
  for (const mail::Field& field : fields.fields()) {
    const auto name = base::text::lowered(field.name);
    if (name == "content-type" || name == "content-transfer-encoding" || name == "content-md5" ||
        name == "content-length")
      continue;
    out += header.substr(field.begin, field.end - field.begin);
    if (!out.ends_with('\n')) out += "\r\n";
  }
  out += raw_field("Content-Type", type + (type.starts_with("text/") ? "; charset=utf-8" : ""));
  return out + raw_field("Content-Transfer-Encoding", "base64");
}

/// False, and the message as it was, if one of the conversions fails.
bool convert_all(Run& run, const Wanted& wanted) {
  const auto parts = parts_of(run, wanted.from);
  if (!parts.empty() && is_composite(wanted.from)) return false;
  std::vector<std::string> bodies;
  for (const mail::Part* part : parts) {
    auto made = converted(run, wanted, *part);
    if (!made) return false;
    bodies.push_back(std::move(*made));
  }
  if (parts.empty()) return true;
  const auto before = run.message().octets();
  std::string after(before.substr(0, parts.front()->begin));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Entity entity{.body = std::move(bodies[i])};
    encode(entity);
    after += header_for(parts[i]->header(before), wanted.to) + "\r\n" + entity.body;
    const auto next = i + 1 < parts.size() ? parts[i + 1]->begin : before.size();
    const auto between = before.substr(parts[i]->end, next - parts[i]->end);
    if (between.starts_with("\r\n") && after.ends_with("\r\n")) after.resize(after.size() - 2);
    after += between;
  }
  run.edit_message(std::move(after));
  return true;
}

/// RFC 5259 section 9: what is no media type is an error, one that nobody knows is a conversion that fails.
std::string media_type(Run& run, std::string_view written) {
  if (!is_media_type(written)) run.fail("convert: \"" + one_line(written) + "\" is no media type");
  return base::text::lowered(written);
}

bool convert(Run& run, const Arguments& arguments) {
  Wanted wanted{.from = media_type(run, arguments.string("quoted-from-media-type")),
                .to = media_type(run, arguments.string("quoted-to-media-type"))};
  for (const auto parameter : arguments.strings("transcoding-params"))
    wanted.parameters.emplace_back(parameter);
  const bool done = convert_all(run, wanted);
  run.note("convert " + wanted.from + " to " + wanted.to + (done ? "" : " failed"));
  return done;
}

void convert_action(Run& run, const Arguments& arguments) {
  convert(run, arguments);
}

std::vector<Parameter> parameters() {
  return {string("quoted-from-media-type"), string("quoted-to-media-type"),
          string_list("transcoding-params")};
}

}  // namespace

extern const Extension convert_extension{
    .capability = "convert",
    .needs = Needs::delivery,
    .looks_inside = true,
    .commands = {{.name = "convert",
                  .takes = parameters(),
                  .needs = Needs::delivery,
                  .check = check_action,
                  .perform = convert_action}},
    .tests = {{.name = "convert", .takes = parameters(), .check = check_test, .evaluate = convert}},
};

}  // namespace sieve
