// "imap4flags" (RFC 5232): setflag, addflag, removeflag, hasflag, and :flags on keep and fileinto.

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "mail/flags.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/variable_name.hpp"

namespace sieve {
namespace {

using FlagList = std::vector<std::string>;

/// The internal variable of section 3. It begins as the flags that the message has already, and belongs to
/// the result: a script that runs after another one finds it as it was left.
struct InternalFlags {
  std::optional<FlagList> flags;
};

bool contains(const FlagList& flags, std::string_view name) {
  return std::ranges::any_of(flags,
                             [&](const auto& flag) { return base::text::same_ignoring_case(flag, name); });
}

bool can_be_set(const std::string& flag) {
  return mail::parse_flags({flag}).has_value();
}

/// The words of a list with spaces between them.
FlagList named(std::string_view list) {
  FlagList names;
  for (const auto name : base::text::split(list, ' '))
    if (const auto flag = base::text::trimmed(name); !flag.empty()) names.emplace_back(flag);
  return names;
}

/// Adds the flags of a list; those that IMAP does not allow are ignored (section 2).
void add(Run& run, FlagList& flags, std::string_view list) {
  run.spend_octets(list.size());
  for (auto& flag : named(list)) {
    run.spend_octets(flags.size());
    if (!contains(flags, flag) && can_be_set(flag)) flags.push_back(std::move(flag));
  }
}

/// Of a list that a script makes. What the message has already does not count.
void limit(Run& run, const FlagList& flags) {
  const auto* had = run.environment().flags;
  const std::size_t most = run.limits().flags;
  if (flags.size() > most + (had == nullptr ? 0 : had->keywords().size()))
    run.fail("more than " + std::to_string(most) + " flags in one list");
}

FlagList& internal_flags(Run& run) {
  auto& kept = run.result().state<InternalFlags>().flags;
  if (!kept) {
    kept.emplace();
    if (run.environment().flags != nullptr) *kept = named(run.environment().flags->text());
  }
  return *kept;
}

FlagList read(Run& run, const Strings& lists) {
  FlagList flags;
  for (const auto list : lists) add(run, flags, list);
  limit(run, flags);
  return flags;
}

mail::Flags to_flags(const FlagList& list) {
  const auto flags = mail::parse_flags(list);
  return flags ? *flags : mail::Flags();
}

void check_variables(Check& check, Given& given) {
  if (!given.positional[0]) return;
  check.uses("variables");
  for (auto& name : given.positional[0]->strings) {
    if (!check.in_effect("variables"))
      check.error(name.span, "a variable for flags needs the extension \"variables\"",
                  "add at the top: require \"variables\";");
    else if (!is_variable_name(name.constant))
      check.error(name.span, "\"" + name.constant + "\" is not the name of a variable");
    else
      name.slot = static_cast<int>(check.variable(name.constant, name.span));
  }
}

/// Those that will be ignored are most likely mistakes.
void warn_of_ignored(Check& check, const std::vector<Text>& lists) {
  for (const auto& list : lists)
    for (const auto& flag : list.is_constant() ? named(list.constant) : FlagList())
      if (!can_be_set(flag))
        check.warn(list.span, '"' + flag + "\" is no flag that can be set, and is ignored");
}

void check_action(Check& check, Statement& statement) {
  check_variables(check, statement.given);
  warn_of_ignored(check, statement.given.positional[1]->strings);
}

void check_tag(Check& check, const GivenTag& tag) {
  warn_of_ignored(check, tag.value->strings);
}

void check_test(Check& check, Condition& condition) {
  check_variables(check, condition.given);
}

std::size_t slot(const Text& name) {
  return static_cast<std::size_t>(name.slot);
}

/// Replaces the flags in the variable that the action names, or in the internal one.
void change(Run& run, const Arguments& arguments,
            void (*how)(Run& run, FlagList& flags, const FlagList& given)) {
  const FlagList given = read(run, arguments.strings("list-of-flags"));
  if (!arguments.has("variablename")) {
    how(run, internal_flags(run), given);
    limit(run, internal_flags(run));
    if (run.tracing()) run.note("  flags: " + base::text::join(internal_flags(run), " "));
    return;
  }
  const auto variable = slot(arguments.texts("variablename").front());
  FlagList flags;
  add(run, flags, run.variable(variable));
  how(run, flags, given);
  limit(run, flags);
  const bool from_message = run.variable_from_message(variable) ||
                            std::ranges::any_of(arguments.texts("list-of-flags"),
                                                [&](const Text& text) { return run.from_message(text); });
  if (run.tracing()) run.note("  flags: " + base::text::join(flags, " "));
  run.set_variable(variable, base::text::join(flags, " "), from_message);
}

void set_flag(Run& run, const Arguments& arguments) {
  run.note("setflag");
  change(run, arguments, [](Run&, FlagList& flags, const FlagList& given) { flags = given; });
}

void add_flag(Run& run, const Arguments& arguments) {
  run.note("addflag");
  change(run, arguments, [](Run& charged, FlagList& flags, const FlagList& given) {
    for (const auto& flag : given) add(charged, flags, flag);
  });
}

void remove_flag(Run& run, const Arguments& arguments) {
  run.note("removeflag");
  change(run, arguments, [](Run& charged, FlagList& flags, const FlagList& given) {
    charged.spend_octets(flags.size() * given.size());
    std::erase_if(flags, [&](const auto& flag) { return contains(given, flag); });
  });
}

// Section 4: a key with spaces is a list of keys, and empty keys are ignored.
bool has_flag(Run& run, const Arguments& arguments) {
  std::vector<std::string> keys;
  for (const auto list : arguments.strings("list-of-flags")) {
    run.spend_octets(list.size());
    for (const auto key : base::text::split(list, ' '))
      if (!key.empty()) keys.emplace_back(key);
  }
  Match match(run, arguments, std::move(keys));
  const auto offer = [&](const FlagList& flags) {
    return std::ranges::any_of(flags, [&](const auto& flag) { return match.offer(flag); });
  };
  if (!arguments.has("variable-list")) return offer(internal_flags(run)) || match.finish();
  // Each by itself: a flag in two variables counts twice.
  for (const auto& name : arguments.texts("variable-list")) {
    FlagList flags;
    add(run, flags, run.variable(slot(name)));
    if (offer(flags)) return true;
  }
  return match.finish();
}

// Section 5: without :flags, the internal variable says it, for the implicit keep too.
void give_flags(Run& run, const Arguments* arguments, Action& action) {
  const bool named = arguments != nullptr && arguments->has(":flags");
  const FlagList flags = named ? read(run, arguments->strings(":flags")) : internal_flags(run);
  if (auto* keep = std::get_if<Keep>(&action)) keep->flags = to_flags(flags);
  if (auto* filed = std::get_if<FileInto>(&action)) filed->flags = to_flags(flags);
}

const std::vector<Parameter> action_takes = {{.name = "variablename", .optional = true, .constant = true},
                                             string_list("list-of-flags")};

/// RFC 8580 section 3.1.1.
void flag_copy(FileInto& action, Run& run, const Arguments& arguments) {
  action.flags = to_flags(read(run, arguments.strings(":flags")));
}

}  // namespace

extern const Extension imap4flags_extension{
    .capability = "imap4flags",
    .needs = Needs::mailboxes,  // LMTP carries no flags
    .commands =
        {{.name = "setflag", .takes = action_takes, .check = check_action, .perform = set_flag},
         {.name = "addflag", .takes = action_takes, .check = check_action, .perform = add_flag},
         {.name = "removeflag", .takes = action_takes, .check = check_action, .perform = remove_flag}},
    .tests = {{.name = "hasflag",
               .takes = {{.name = "variable-list",
                          .kind = Parameter::Kind::string_list,
                          .optional = true,
                          .constant = true},
                         string_list("list-of-flags")},
               .keys = "list-of-flags",
               .check = check_test,
               .evaluate = has_flag}},
    .tags =
        {{.on = "keep", .name = ":flags", .takes = {string_list("list-of-flags")}, .check = check_tag},
         {.on = "fileinto", .name = ":flags", .takes = {string_list("list-of-flags")}, .check = check_tag},
         {.on = any_copy,
          .name = ":flags",
          .takes = {string_list("list-of-flags")},
          .beside = ":fcc",
          .apply = flag_copy,
          .check = check_tag}},
    .before_action = give_flags,
};

}  // namespace sieve
