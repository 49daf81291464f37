// "editheader" (RFC 5293): addheader and deleteheader.

#include <algorithm>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_name = 76;   // octets
constexpr std::size_t longest_word = 900;  // that and a name fit into a line (RFC 5322 section 2.1.1)

/// field-name of RFC 5322 section 3.6.8.
bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name &&
         std::ranges::all_of(name, [](char c) { return c > 32 && c < 127 && c != ':'; });
}

bool is_one_of(std::string_view name, const std::vector<std::string>& names) {
  return std::ranges::any_of(
      names, [&](const std::string& one) { return base::text::same_ignoring_case(one, name); });
}

/// Section 6: Received and Auto-Submitted stay, as loops are known by them; so does our own mark of a
/// redirect. Whatever the site says, Subject may be added and deleted.
bool may_delete(const Run& run, std::string_view name) {
  for (const std::string_view kept : {"Received", "Auto-Submitted", redirect_trace})
    if (base::text::same_ignoring_case(kept, name)) return false;
  return base::text::same_ignoring_case(name, "Subject") || !is_one_of(name, run.limits().fields_not_deleted);
}

bool may_add(const Run& run, std::string_view name) {
  return base::text::same_ignoring_case(name, "Subject") || !is_one_of(name, run.limits().fields_not_added);
}

/// On one line: what breaks a line would begin a field of its own.
std::string unbroken(std::string_view value) {
  std::string out;
  bool broken = false;
  for (const char c : value) {
    const bool line_end = c == '\r' || c == '\n';
    broken = line_end || (broken && (c == ' ' || c == '\t'));
    if (!broken)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return std::string(base::text::trimmed(out));
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

/// Words of ASCII stand as they are, since they may be part of an address; the runs of others become encoded
/// words (RFC 2047). Folded at 76 characters where there is a blank.
std::string field(std::string_view name, std::string_view value) {
  constexpr std::size_t line_octets = 76;
  const auto plain = [](std::string_view word) {
    return word.size() <= longest_word &&
           std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  std::string out = std::string(name) + ':';
  std::size_t column = out.size();
  const auto words = base::text::split(value, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word(words[i]);
    if (!plain(word)) {
      while (i + 1 < words.size() && !plain(words[i + 1])) word += ' ' + std::string(words[++i]);
      word = mail::encoded(word);
    }
    const std::size_t first_line = std::min(word.find('\r'), word.size());
    const bool folds = column + 1 + first_line > line_octets && i > 0 && !word.empty();
    if (folds) column = 0;
    out += (folds ? "\r\n " : " ") + word;
    const auto last = word.rfind('\n');
    column = last == std::string::npos ? column + 1 + word.size() : word.size() - last - 1;
  }
  return out + "\r\n";
}

/// The header without the empty line at its end.
std::string fields_of(std::string_view header) {
  std::string out(header);
  if (out == "\r\n" || out == "\n") return {};
  if (out.ends_with("\n\r\n"))
    out.resize(out.size() - 2);
  else if (out.ends_with("\n\n"))
    out.resize(out.size() - 1);
  else if (!out.empty() && !out.ends_with('\n'))
    out += "\r\n";
  return out;
}

void check_name(Check& check, const Text& name) {
  if (name.is_constant() && !is_field_name(name.constant))
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
  if (!is_field_name(name)) run.fail("\"" + name + "\" is not the name of a header field");
  return name;
}

void add_header(Run& run, const Arguments& arguments) {
  const std::string name = field_name(run, arguments);
  const auto value = arguments.string("value");
  if (const auto wrong = fault(value, run.limits()); !wrong.empty()) run.fail("addheader: " + wrong);
  if (!may_add(run, name)) return run.note("addheader: the field " + name + " may not be added");
  const std::string added = field(name, unbroken(value));
  const std::string fields = fields_of(run.header());
  run.edit_header((arguments.has(":last") ? fields + added : added + fields) + "\r\n");
  run.note("addheader " + name);
}

/// Those of `found` that :index leaves, in order.
std::vector<const mail::Field*> indexed(const Arguments& arguments, std::vector<const mail::Field*> found) {
  if (!arguments.has(":index")) return found;
  const std::uint64_t index = arguments.number(":index");
  if (index == 0 || index > found.size()) return {};
  return {found[static_cast<std::size_t>(arguments.has(":last") ? found.size() - index : index - 1)]};
}

bool matches(Run& run, const Arguments& arguments, const mail::Field& field) {
  if (!arguments.has("value-patterns")) return true;
  const std::string value = mail::decoded(field.body);
  Match match(run, arguments);
  return match.offer(base::text::trimmed(value)) || match.finish();
}

void delete_header(Run& run, const Arguments& arguments) {
  const std::string name = field_name(run, arguments);
  if (!may_delete(run, name)) return run.note("deleteheader: the field " + name + " may not be deleted");
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
  if (copied == 0) return;
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
          .needs = Needs::delivery,
          .check = check_add,
          .perform = add_header},
         {.name = "deleteheader",
          .takes = {string("field-name"),
                    {.name = "value-patterns", .kind = Parameter::Kind::string_list, .optional = true}},
          .tags = {{.name = ":index", .takes = {number("fieldno")}}, {.name = ":last"}},
          .keys = "value-patterns",
          .needs = Needs::delivery,
          .check = check_delete,
          .perform = delete_header}},
};

}  // namespace sieve
