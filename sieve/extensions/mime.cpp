// "mime" (RFC 5703 section 4): header, address and exists look at the headers of MIME parts, and header into
// their structured fields.

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "mail/media_type.hpp"
#include "sieve/addresses.hpp"
#include "sieve/extension.hpp"
#include "sieve/header_text.hpp"
#include "sieve/match.hpp"
#include "sieve/parts.hpp"
#include "sieve/selection.hpp"

namespace sieve {
namespace {

/// Shows `look` the body of each field `name` of the part, and with `children` of those inside it, until it
/// says true.
template <class Look>
bool any_in_part(Run& run, const mail::Part& part, bool children, std::string_view name, Look& look) {
  const auto octets = part.header(run.message().octets());
  run.spend_octets(octets.size());
  const mail::Header header(octets);
  const bool found = std::ranges::any_of(header.fields(), [&](const mail::Field& field) {
    return base::text::same_ignoring_case(field.name, name) && look(field.body);
  });
  return found || (children && std::ranges::any_of(part.parts, [&](const mail::Part& inner) {
                     return any_in_part(run, inner, children, name, look);
                   }));
}

/// The current part of the loop, outside of loops the header of the message, for which no part is looked for.
template <class Look>
bool any_field(Run& run, const Arguments& arguments, const Text& name, Look look) {
  const bool children = arguments.has(":anychild");
  const auto wanted = run.text(name);
  if (!children && !in_loop(run)) return std::ranges::any_of(run.fields().bodies(name.slot, wanted), look);
  const mail::Part* part = current_part(run);
  return part != nullptr && any_in_part(run, *part, children, wanted, look);
}

Selection select(Run& run, const Arguments& arguments, std::string_view names) {
  return {arguments, [&, names] {
            std::size_t count = 0;
            for (const auto& name : arguments.texts(names))
              any_field(run, arguments, name, [&](std::string_view /*body*/) { return ++count == 0; });
            return count;
          }};
}

// Section 4.1. Other fields than these two have no type.
enum class Element { type, subtype, content_type };

/// Nothing: the field is none of the two, or cannot be parsed.
std::optional<std::string> element(std::string_view field, std::string_view body, Element wanted) {
  const bool disposition = base::text::same_ignoring_case(field, "Content-Disposition");
  if (!disposition && !base::text::same_ignoring_case(field, "Content-Type")) return std::nullopt;
  const std::string written = mail::parse_parameterised(body).written;
  if (disposition && !mail::is_token(written)) return std::nullopt;
  if (disposition) return wanted == Element::subtype ? "" : written;
  if (!mail::parse_media_type(body)) return std::nullopt;
  const auto slash = written.find('/');
  const std::string type(base::text::trimmed(std::string_view(written).substr(0, slash)));
  const std::string subtype(base::text::trimmed(std::string_view(written).substr(slash + 1)));
  if (wanted == Element::content_type) return type + '/' + subtype;
  return wanted == Element::type ? type : subtype;
}

/// All values of the parameters: also a second one of a name, and the plain form beside that of RFC 2231, as
/// programs do not agree which of them counts. Encoded words are not allowed there, and common.
std::vector<std::string> parameters(std::string_view body, const std::vector<std::string>& names) {
  const auto written = mail::parse_parameterised(body).parameters;
  const auto is_wanted = [&](const mail::Parameter& one) {
    return std::ranges::find(names, one.name) != names.end();
  };
  std::vector<std::string> values;
  for (const auto& one : written)
    if (is_wanted(one)) values.push_back(mail::decoded(one.value));
  for (const auto& joined : mail::joined_parameters(written)) {
    const bool extended = std::ranges::any_of(
        written, [&](const mail::Parameter& one) { return one.name.starts_with(joined.name + '*'); });
    if (extended && is_wanted(joined)) values.push_back(joined.value);
  }
  return values;
}

/// What a test of `header` compares of a field's body.
class Values {
 public:
  explicit Values(const Arguments& arguments) {
    for (const auto name : arguments.strings(":param")) names_.push_back(base::text::lowered(name));
    of_parameters_ = arguments.has(":param");
    if (arguments.has(":type")) element_ = Element::type;
    if (arguments.has(":subtype")) element_ = Element::subtype;
    if (arguments.has(":contenttype")) element_ = Element::content_type;
  }
  /// What is blank because there is no such thing does not count.
  bool offer(Match& match, std::string_view field, std::string_view body) const {
    if (of_parameters_)
      return std::ranges::any_of(parameters(body, names_),
                                 [&](const std::string& value) { return match.offer(value); });
    if (!element_) return match.offer(base::text::trimmed(decoded_field(body)));
    const auto value = element(field, body, *element_);
    return match.offer(value.value_or(""), value ? 1 : 0);
  }

 private:
  std::vector<std::string> names_;
  bool of_parameters_ = false;
  std::optional<Element> element_;
};

// Section 4.1.
bool header(Run& run, const Arguments& arguments) {
  Match match(run, arguments);
  const Values values(arguments);
  Selection selection = select(run, arguments, "header-names");
  for (const auto& name : arguments.texts("header-names")) {
    const auto field = run.text(name);
    const auto look = [&](std::string_view body) {
      run.spend_octets(body.size());
      return selection.takes_next() && values.offer(match, field, body);
    };
    if (any_field(run, arguments, name, look)) return true;
  }
  return match.finish();
}

// Section 4.2: of any field, "as if they were standard address header lines".
bool address(Run& run, const Arguments& arguments) {
  Match match(run, arguments);
  const AddressPart* part = arguments.given().address_part;
  Selection selection = select(run, arguments, "header-list");
  const auto look = [&](std::string_view body) {
    constexpr std::size_t parsing = 8;  // against an octet that is compared
    run.spend_octets(parsing * body.size());
    if (!selection.takes_next()) return false;
    return std::ranges::any_of(addresses_in(body), [&](const mail::Address& one) {
      const auto value = part != nullptr ? part->of(run, one) : whole_text(one);
      return value && match.offer(*value);
    });
  };
  return std::ranges::any_of(arguments.texts("header-list"),
                             [&](const Text& name) { return any_field(run, arguments, name, look); }) ||
         match.finish();
}

// Section 4.3: each field may be in another part.
bool exists(Run& run, const Arguments& arguments) {
  return std::ranges::all_of(arguments.texts("header-names"), [&](const Text& name) {
    return any_field(run, arguments, name, [](std::string_view /*body*/) { return true; });
  });
}

void check(Check& check, Condition& condition) {
  check_selection(check, condition.given);
}

const Test header_of_parts{.name = "header", .check = check, .evaluate = header};
const Test address_of_parts{.name = "address", .check = check, .evaluate = address};
const Test exists_in_parts{.name = "exists", .evaluate = exists};

Tag mime_tag(std::string_view on, const Test& instead) {
  return {.on = on, .name = ":mime", .instead = &instead};
}

Tag child_tag(std::string_view on) {
  return {.on = on, .name = ":anychild", .beside = ":mime"};
}

Tag option_tag(std::string_view name) {
  return {.on = "header", .name = name, .group = "MIMEOPTS", .beside = ":mime"};
}

}  // namespace

extern const Extension mime_extension{
    .capability = "mime",
    .looks_inside = true,
    .tags = {mime_tag("header", header_of_parts),
             mime_tag("address", address_of_parts),
             mime_tag("exists", exists_in_parts),
             child_tag("header"),
             child_tag("address"),
             child_tag("exists"),
             option_tag(":type"),
             option_tag(":subtype"),
             option_tag(":contenttype"),
             {.on = "header",
              .name = ":param",
              .takes = {string_list("param-list")},
              .group = "MIMEOPTS",
              .beside = ":mime"}},
};

}  // namespace sieve
