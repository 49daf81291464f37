// Checking arguments: tags, positional arguments and strings (RFC 5228 section 2.6).

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "sieve/check.hpp"
#include "sieve/extension.hpp"
#include "sieve/field_name.hpp"
#include "sieve/former_names.hpp"

namespace sieve {
namespace {

using ArgumentKind = syntax::Argument::Kind;

std::string_view word(Parameter::Kind kind) {
  switch (kind) {
    case Parameter::Kind::string:
      return "string";
    case Parameter::Kind::string_list:
      return "string-list";
    case Parameter::Kind::number:
      break;
  }
  return "number";
}

/// Those of a command's or test's own: ` [:a | :b <number>]`, together what excludes each other, in brackets
/// what may be left out.
std::string usage(const std::vector<Tag>& tags) {
  std::string out;
  for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
    const auto next = std::next(tag);
    const bool goes_on = tag != tags.begin() && !tag->group.empty() && std::prev(tag)->group == tag->group;
    const bool ends = next == tags.end() || next->group.empty() || next->group != tag->group;
    out += goes_on ? " | " : tag->demanded ? " " : " [";
    out += tag->name;
    if (!tag->takes.empty()) out += " <" + std::string(word(tag->takes[0].kind)) + '>';
    if (ends && !tag->demanded) out += ']';
  }
  return out;
}

std::string usage(std::string_view name, const std::vector<Tag>& tags, const std::vector<Parameter>& takes) {
  std::string out = "usage: " + std::string(name) + usage(tags);
  for (const auto& parameter : takes) {
    out += parameter.optional ? " [<" : " <";
    out += parameter.name;
    out += ": " + std::string(word(parameter.kind)) + '>';
    if (parameter.optional) out += ']';
  }
  return out;
}

std::string kind_of(const syntax::Argument& argument) {
  if (argument.kind == ArgumentKind::number) return "a number";
  if (argument.kind == ArgumentKind::tag) return "the tag " + argument.tag;
  return argument.bracketed ? "a list of strings" : "a string";
}

std::string wanted(Parameter::Kind kind) {
  switch (kind) {
    case Parameter::Kind::string:
      return "a single string";
    case Parameter::Kind::string_list:
      return "a string or a list of strings";
    case Parameter::Kind::number:
      break;
  }
  return "a number";
}

}  // namespace

void Check::arguments(const Callee& callee, const std::vector<syntax::Argument>& from, Given& to) {
  to.parameters = &callee.takes;
  to.positional.resize(callee.takes.size());
  // Where a tag is of an older draft the other arguments are too: one error says it for all.
  const auto former = std::ranges::find_if(
      from, [&](const syntax::Argument& one) { return !tag_now(callee.name, one.tag).empty(); });
  if (former != from.end()) return unknown_tag(callee, *former);
  std::vector<const syntax::Argument*> rest;
  rest.reserve(from.size());
  const std::size_t before_tags = errors_;
  for (std::size_t at = 0; at < from.size();) {
    if (from[at].kind != ArgumentKind::tag) {
      rest.push_back(&from[at++]);
      continue;
    }
    if (!rest.empty())
      error(from[at].span, from[at].tag + " must stand before the other arguments",
            "tags come first (RFC 5228 section 2.6.2)");
    at = tag(callee, from, at, to);
  }
  tags_beside(to);
  if (errors_ == before_tags) tags_demanded(callee, to);
  const std::size_t before = errors_;
  positional(callee, rest, to);
  if (errors_ == before) matching(callee, to);
}

/// Calls `function` with each tag of the extension that may stand here.
template <class Function>
void Check::each_tag(const Callee& callee, const Extension& extension, Function function) {
  for (const auto& tag : extension.tags)
    if (tag.on == callee.name || (tag.on == any_match && !callee.keys.empty()) ||
        (tag.on == any_address && callee.address_part) || (tag.on == any_modifier && callee.modifiers) ||
        (tag.on == any_copy && callee.files_copy))
      function(tag);
  for (const auto& command : extension.commands)
    if (command.name == callee.name)
      for (const auto& tag : command.tags) function(tag);
  for (const auto& test : extension.tests)
    if (test.name == callee.name)
      for (const auto& tag : test.tags) function(tag);
}

/// Takes the tag at `at` and the value behind it; returns the index behind both.
std::size_t Check::tag(const Callee& callee, const std::vector<syntax::Argument>& from, std::size_t at,
                       Given& to) {
  const auto& name = from[at].tag;
  const Tag* found = nullptr;
  const Extension* owner = nullptr;
  for (const auto* extension : all_) {
    if (found != nullptr && in_effect(*owner)) break;
    each_tag(callee, *extension, [&](const Tag& candidate) {
      if (candidate.name != name) return;
      found = &candidate;
      owner = extension;
    });
  }
  if (found == nullptr) {
    unknown_tag(callee, from[at]);
    return at + 1;
  }
  if (!in_effect(*owner)) missing_require(*owner, from[at].span, name);
  used(*owner);
  const auto* value = !found->takes.empty() && at + 1 < from.size() ? &from[at + 1] : nullptr;
  take_tag(callee, from[at], *found, value, to);
  return at + (value == nullptr ? 1 : 2);
}

void Check::take_tag(const Callee& callee, const syntax::Argument& at, const Tag& tag,
                     const syntax::Argument* from, Given& to) {
  for (const auto& earlier : to.tags) {
    if (earlier.tag == &tag)
      error(at.span, at.tag + " stands here twice");
    else if (!tag.group.empty() && earlier.tag->group == tag.group)
      error(at.span, at.tag + " and " + std::string(earlier.tag->name) + " exclude each other");
  }
  GivenTag given{.tag = &tag, .span = at.span};
  if (!tag.takes.empty()) {
    if (from == nullptr) {
      error(at.span, at.tag + " needs " + wanted(tag.takes[0].kind) + " behind it");
      return;
    }
    given.value = value(callee, tag.takes[0], *from);
    if (given.value->strings.empty() && tag.takes[0].kind == Parameter::Kind::string) return;
  }
  to.tags.push_back(std::move(given));
  if (tag.check != nullptr) tag.check(*this, to.tags.back());
}

void Check::tags_beside(const Given& given) {
  for (const auto& one : given.tags) {
    const std::string_view wanted = one.tag->beside;
    const bool there = std::ranges::any_of(given.tags, [&](const GivenTag& other) {
      return other.tag->name == wanted || other.tag->group == wanted;
    });
    if (!wanted.empty() && !there)
      error(one.span, std::string(one.tag->name) + " needs " + std::string(wanted) + " beside it");
  }
}

/// One error for each group of which none stands there.
void Check::tags_demanded(const Callee& callee, const Given& given) {
  std::map<std::string_view, std::vector<std::string>> missing;
  for (const Tag& tag : callee.tags)
    if (tag.demanded && std::ranges::find(given.tags, tag.group, [](const GivenTag& one) {
                          return one.tag->group;
                        }) == given.tags.end())
      missing[tag.group].emplace_back(tag.name);
  for (const auto& [group, names] : missing)
    error(callee.word, std::string(callee.name) + " needs " + base::text::join(names, " or "),
          usage(callee.name, callee.tags, callee.takes));
}

void Check::unknown_tag(const Callee& callee, const syntax::Argument& at) {
  std::vector<std::string> names;
  for (const auto* extension : known_)
    each_tag(callee, *extension, [&](const Tag& tag) { names.emplace_back(tag.name); });
  const auto near = base::text::nearest(at.tag, names);
  const auto now = tag_now(callee.name, at.tag);
  error(at.span, std::string(callee.name) + " has no tag " + at.tag,
        !now.empty() ? "it is of an older draft; now: " + std::string(now)
        : near       ? "did you mean " + *near + "?"
                     : "");
}

void Check::positional(const Callee& callee, const std::vector<const syntax::Argument*>& from, Given& to) {
  const auto optional = static_cast<std::size_t>(
      std::ranges::count_if(callee.takes, [](const Parameter& parameter) { return parameter.optional; }));
  const std::size_t all = callee.takes.size();
  if (from.size() != all && from.size() != all - optional) {
    const std::size_t needs = all - optional;
    const std::string number =
        optional == 0 ? std::to_string(needs) : std::to_string(needs) + " or " + std::to_string(all);
    error(from.size() > all ? from[all]->span : callee.word,
          std::string(callee.name) + " takes " + number + (all == 1 ? " argument, " : " arguments, ") +
              std::to_string(from.size()) + (from.size() == 1 ? " is given" : " are given"),
          usage(callee.name, callee.tags, callee.takes));
    return;
  }
  const bool skip = from.size() != all;
  std::size_t next = 0;
  for (std::size_t i = 0; i < all; ++i)
    if (!skip || !callee.takes[i].optional) to.positional[i] = value(callee, callee.takes[i], *from[next++]);
}

Value Check::value(const Callee& callee, const Parameter& parameter, const syntax::Argument& from) {
  Value made{.span = from.span, .number = from.number};
  const bool number = parameter.kind == Parameter::Kind::number;
  const bool fits = number ? from.kind == ArgumentKind::number
                           : from.kind == ArgumentKind::strings &&
                                 (parameter.kind == Parameter::Kind::string_list || !from.bracketed);
  if (!fits) {
    error(from.span,
          std::string(callee.name) + ": <" + std::string(parameter.name) + "> is " + wanted(parameter.kind) +
              ", not " + kind_of(from),
          usage(callee.name, callee.tags, callee.takes));
    return made;
  }
  made.strings.reserve(from.strings.size());
  for (const auto& string : from.strings) {
    made.strings.push_back(text(string));
    program_->memory += sizeof(Text) + string.value.size();
    Text& last = made.strings.back();
    if (parameter.constant && !last.is_constant())
      error(last.span, std::string(callee.name) + ": <" + std::string(parameter.name) + "> must be constant",
            "variables are not allowed in it");
    if (parameter.header_names && last.is_constant()) header_name(last);
  }
  return made;
}

Text Check::text(const syntax::String& from) {
  Text made{.constant = from.value, .span = from.span};
  if (from.value.find("${") == std::string::npos) return made;
  const auto extensions = program_->extensions;  // a hook may put another one into effect
  for (const auto* extension : extensions) {
    if (extension->interpret == nullptr) continue;
    const std::string before = made.constant;
    extension->interpret(*this, made);
    if (!made.is_constant() || made.constant != before) used(*extension);
  }
  return made;
}

void Check::header_name(Text& name) {
  const auto& written = name.constant;
  if (!is_field_name(written))  // never an error (RFC 5228 section 2.4.2.2)
    warn(name.span, "no header field has this name, so nothing will match",
         written.ends_with(':') ? "leave out the colon" : "names are printable ASCII without a colon");
  auto& names = program_->headers;
  const auto [known, is_new] =
      header_slots_.try_emplace(base::text::lowered(written), static_cast<int>(names.size()));
  name.slot = known->second;
  if (is_new) names.push_back(written);
}

}  // namespace sieve
