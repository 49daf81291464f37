// fetch-att and section (RFC 3501 section 9).

#include "wire/imap/fetch.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "wire/imap/write.hpp"

namespace wire::imap {
namespace {

using Kind = FetchItem::Kind;

constexpr std::size_t limit_items = 200;
constexpr std::size_t limit_fields = 200;
constexpr std::size_t limit_depth = 64;  // part numbers in one section

struct Named {
  std::string_view name;
  Kind kind;
};
constexpr std::array plain_items{
    Named{"UID", Kind::uid},
    Named{"FLAGS", Kind::flags},
    Named{"INTERNALDATE", Kind::internal_date},
    Named{"RFC822.SIZE", Kind::rfc822_size},
    Named{"ENVELOPE", Kind::envelope},
    Named{"BODYSTRUCTURE", Kind::body_structure},
};

void read_fields(Arguments& arguments, Section& section) {
  arguments.space();
  arguments.expect('(');
  do {
    if (section.fields.size() == limit_fields) arguments.fail("too many header fields");
    section.fields.push_back(arguments.astring());
  } while (arguments.take(' '));
  arguments.expect(')');
}

void read_section_text(Arguments& arguments, Section& section) {
  // The words end at `]`, which is no atom character of take_word's concern: `HEADER.FIELDS` must come before
  // `HEADER`.
  const auto word = base::text::uppered(arguments.until(" ]"));
  if (word == "HEADER") {
    section.text = Section::Text::header;
  } else if (word == "TEXT") {
    section.text = Section::Text::text;
  } else if (word == "MIME" && !section.part.empty()) {
    section.text = Section::Text::mime;
  } else if (word == "HEADER.FIELDS" || word == "HEADER.FIELDS.NOT") {
    section.text = word.size() == 13 ? Section::Text::header_fields : Section::Text::header_fields_not;
    read_fields(arguments, section);
  } else {
    arguments.fail("no such section");
  }
}

void read_section(Arguments& arguments, Section& section) {
  bool after_dot = true;
  while (after_dot && base::text::is_digit(arguments.peek())) {
    section.part.push_back(arguments.number());
    if (section.part.back() == 0 || section.part.size() > limit_depth) arguments.fail("no such part number");
    after_dot = arguments.take('.');
  }
  if (arguments.peek() != ']' && after_dot)
    read_section_text(arguments, section);
  else if (after_dot && !section.part.empty())
    arguments.fail("a section ends in a dot");
  arguments.expect(']');
}

std::optional<Partial> read_partial(Arguments& arguments) {
  if (!arguments.take('<')) return std::nullopt;
  Partial partial;
  partial.origin = arguments.number();
  arguments.expect('.');
  partial.length = arguments.number();
  arguments.expect('>');
  if (partial.length == 0) arguments.fail("a partial fetch of nothing");
  return partial;
}

std::string label_of(const Section& section) {
  std::string label = "BODY[";
  for (const auto number : section.part) label += (label.back() == '[' ? "" : ".") + std::to_string(number);
  static constexpr std::array words{"", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME"};
  if (section.text != Section::Text::none)
    label += std::string(section.part.empty() ? "" : ".") + words[static_cast<std::size_t>(section.text)];
  for (std::size_t i = 0; i < section.fields.size(); ++i)
    label += (i == 0 ? " (" : " ") + astring_of(section.fields[i]);
  return label + (section.fields.empty() ? "]" : ")]");
}

FetchItem body_item(Arguments& arguments, bool peek) {
  FetchItem item;
  if (arguments.peek() != '[') {
    if (peek) arguments.fail("BODY.PEEK needs a section");
    item.kind = Kind::body;
    item.label = "BODY";
    return item;
  }
  arguments.expect('[');
  item.kind = Kind::section;
  item.sets_seen = !peek;
  read_section(arguments, item.section);
  item.label = label_of(item.section);
  item.partial = read_partial(arguments);
  if (item.partial) item.label += "<" + std::to_string(item.partial->origin) + ">";
  return item;
}

FetchItem one_item(Arguments& arguments) {
  const auto name = base::text::uppered(arguments.until(" ()[<"));
  if (name == "BODY" || name == "BODY.PEEK") return body_item(arguments, name != "BODY");
  FetchItem item{.kind = Kind::section, .label = name};
  for (const auto& plain : plain_items) {
    if (plain.name != name) continue;
    item.kind = plain.kind;
    return item;
  }
  if (name == "RFC822") {
    item.sets_seen = true;
  } else if (name == "RFC822.HEADER") {
    item.section.text = Section::Text::header;
  } else if (name == "RFC822.TEXT") {
    item.section.text = Section::Text::text;
    item.sets_seen = true;
  } else {
    arguments.fail("no such item: " + name);
  }
  return item;
}

std::vector<FetchItem> macro(Arguments& arguments) {
  std::size_t count = 0;
  if (arguments.take_word("FAST")) count = 3;
  if (count == 0 && arguments.take_word("ALL")) count = 4;
  if (count == 0 && arguments.take_word("FULL")) count = 5;
  const std::array<FetchItem, 5> all{{{.kind = Kind::flags, .label = "FLAGS"},
                                      {.kind = Kind::internal_date, .label = "INTERNALDATE"},
                                      {.kind = Kind::rfc822_size, .label = "RFC822.SIZE"},
                                      {.kind = Kind::envelope, .label = "ENVELOPE"},
                                      {.kind = Kind::body, .label = "BODY"}}};
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

std::vector<FetchItem> fetch_items(Arguments& arguments) {
  auto items = macro(arguments);
  if (!items.empty()) return items;
  if (!arguments.take('(')) {
    items.push_back(one_item(arguments));
    return items;
  }
  do {
    if (items.size() == limit_items) arguments.fail("too many items");
    items.push_back(one_item(arguments));
  } while (arguments.take(' '));
  arguments.expect(')');
  return items;
}

bool needs_octets(const FetchItem& item) {
  return item.kind == Kind::envelope || item.kind == Kind::body || item.kind == Kind::body_structure ||
         item.kind == Kind::section;
}

}  // namespace wire::imap
