// "editheader" (RFC 5293): addheader and deleteheader.

#include <algorithm>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/extension.hpp"
#include "sieve/field_name.hpp"
#include "sieve/header_text.hpp"
#include "sieve/match.hpp"
#include "sieve/selection.hpp"
#include "sieve/shown.hpp"

namespace sieve {
namespace {

/// It and a word that is not folded fit into a line (RFC 5322 section 2.1.1).
bool may_be_written(std::string_view name) {
  constexpr std::size_t longest = 76;
  return name.size() <= longest && is_field_name(name);
}

bool is_one_of(std::string_view name, const std::vector<std::string>& names) {
  return std::ranges::any_of(
      names, [&](const std::string& one) { return base::text::same_ignoring_case(one, name); });
}

/// What replace has written of the sender's own fields is neither changed nor forged (RFC 5703 section 5).
bool is_replaced_original(std::string_view name) {
  return base::text::same_ignoring_case(name, "Original-Subject") ||
         base::text::same_ignoring_case(name, "Original-From");
}

/// Section 6: Received and Auto-Submitted stay, as loops are known by them; so does our own mark of a
/// redirect. Whatever the site says, Subject may be added and deleted.
bool may_delete(const Run& run, std::string_view name) {
  for (const std::string_view kept : {"Received", "Auto-Submitted", redirect_trace})
    if (base::text::same_ignoring_case(kept, name)) return false;
  if (is_replaced_original(name)) return false;
  return base::text::same_ignoring_case(name, "Subject") || !is_one_of(name, run.limits().fields_not_deleted);
}

bool may_add(const Run& run, std::string_view name) {
  if (is_replaced_original(name)) return false;
  return base::text::same_ignoring_case(name, "Subject") || !is_one_of(name, run.limits().fields_not_added);
}

/// What is wrong with a value, or "" (section 4: unstructured of RFC 5322).
std::string fault(std::string_view value, const Limits& limits) {
  const bool control = std::ranges::any_of(value, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 32 && c != '\t' && c != '\r' && c != '\n') || octet == 127;
  });
  if (control) return "the value of the field holds control characters";
  if (value.size() > limits.field_octets)
    return "the value of the field is longer than " + std::to_string(limits.field_octets) + " octets";
  if (!base::text::is_utf8(value)) return "the value of the field is not UTF-8";
  return {};
}

void check_name(Check& check, const Text& name) {
  if (name.is_constant() && !may_be_written(name.constant))
    check.error(name.span, "\"" + name.constant + "\" is not the name of a header field",
                "names are up to 76 octets of printable ASCII, without blanks and without a colon");
}

void check_add(Check& check, Statement& statement) {
  check_name(check, statement.given.positional[0]->strings.front());
  const Text& value = statement.given.positional[1]->strings.front();
  if (!value.is_constant()) return;
  if (const auto wrong = fault(value.constant, check.limits()); !wrong.empty())
    check.error(value.span, wrong);
}

void check_delete(Check& check, Statement& statement) {
  check_name(check, statement.given.positional[0]->strings.front());
  const auto& tags = statement.given.tags;
  const auto last = std::ranges::find(tags, ":last", [](const GivenTag& given) { return given.tag->name; });
  const auto index = std::ranges::find(tags, ":index", [](const GivenTag& given) { return given.tag->name; });
  if (last != tags.end() && index == tags.end())
    check.error(last->span, ":last needs :index", "write: deleteheader :index 1 :last \"name\";");
}

std::string field_name(Run& run, const Arguments& arguments) {
  std::string name(arguments.string("field-name"));
  if (!may_be_written(name)) run.fail("\"" + name + "\" is not the name of a header field");
  return name;
}

void add_header(Run& run, const Arguments& arguments) {
  const std::string name = field_name(run, arguments);
  const auto value = arguments.string("value");
  if (const auto wrong = fault(value, run.limits()); !wrong.empty()) run.fail("addheader: " + wrong);
  if (!may_add(run, name)) return run.remark("addheader: the field " + name + " may not be added");
  const std::string added = header_field(name, unbroken(value));
  const std::string fields = fields_of(run.header());
  run.edit_header((arguments.has(":last") ? fields + added : added + fields) + "\r\n");
  if (run.tracing()) run.note("addheader " + name + ' ' + shown(value));
}

/// Those of `found` that :index leaves, in order.
std::vector<const mail::Field*> indexed(const Arguments& arguments, std::vector<const mail::Field*> found) {
  if (!arguments.has(":index")) return found;
  const auto chosen = selected(arguments, found.size());
  return chosen ? std::vector<const mail::Field*>{found[*chosen]} : std::vector<const mail::Field*>();
}

bool matches(Run& run, const Arguments& arguments, const mail::Field& field) {
  if (!arguments.has("value-patterns")) return true;
  const std::string value = decoded_field(field.body);
  Match match(run, arguments);
  return match.offer(base::text::trimmed(value)) || match.finish();
}

void delete_header(Run& run, const Arguments& arguments) {
  const std::string name = field_name(run, arguments);
  if (!may_delete(run, name)) return run.remark("deleteheader: the field " + name + " may not be deleted");
  const std::string_view before = run.header();
  const mail::Header header(before);
  run.spend_octets(before.size());
  std::string left;
  std::size_t copied = 0;
  for (const mail::Field* field : indexed(arguments, header.all(name))) {
    if (!matches(run, arguments, *field)) continue;
    left += before.substr(copied, field->begin - copied);
    copied = field->end;
    run.note("deleteheader " + name);
  }
  if (copied == 0) return run.note("deleteheader " + name + ": there is none");
  left += before.substr(copied);
  run.edit_header(fields_of(left) + "\r\n");
}

}  // namespace

extern const Extension editheader_extension{
    .capability = "editheader",
    .needs = Needs::delivery,
    .commands =
        {{.name = "addheader",
          .takes = {string("field-name"), string("value")},
          .tags = {{.name = ":last"}},
          .check = check_add,
          .perform = add_header},
         {.name = "deleteheader",
          .takes = {string("field-name"),
                    {.name = "value-patterns", .kind = Parameter::Kind::string_list, .optional = true}},
          .tags = {{.name = ":index", .takes = {number("fieldno")}}, {.name = ":last"}},
          .keys = "value-patterns",
          .check = check_delete,
          .perform = delete_header}},
};

}  // namespace sieve
