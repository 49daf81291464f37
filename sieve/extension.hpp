// What an extension of Sieve is (RFC 5228 section 6): a value that names commands, tests, tags, match types,
// comparators and namespaces. The engine is built from a list of them and knows none by name. All of it is
// public: a program may bring extensions of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sieve/action.hpp"
#include "sieve/arguments.hpp"
#include "sieve/check.hpp"
#include "sieve/interpreter.hpp"
#include "sieve/place.hpp"
#include "sieve/program.hpp"
#include "sieve/question.hpp"
#include "sieve/text.hpp"

namespace sieve {

struct Modifier;

/// A positional argument, or the value behind a tag.
struct Parameter {
  enum class Kind { string, string_list, number };
  std::string_view name;
  Kind kind = Kind::string;
  bool optional = false;      ///< only positional ones, and one at most
  bool constant = false;      ///< variables are refused in it
  bool header_names = false;  ///< names of header fields, found ahead of the run
};
constexpr Parameter string(std::string_view name) {
  return {.name = name};
}
constexpr Parameter string_list(std::string_view name) {
  return {.name = name, .kind = Parameter::Kind::string_list};
}
constexpr Parameter number(std::string_view name) {
  return {.name = name, .kind = Parameter::Kind::number};
}
constexpr Parameter header_names(std::string_view name) {
  return {.name = name, .kind = Parameter::Kind::string_list, .header_names = true};
}

/// What a tag does to the action that its command made: a function of (X&) or (X&, Run&, const Arguments&),
/// X being one of the actions.
class Apply {
 public:
  Apply() = default;
  template <class Function>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Apply>)
  Apply(Function change)  // NOLINT(google-explicit-constructor): so that a table row can hold a lambda
      : change_([change](Action& action, Run& run, const Arguments& arguments) {
          std::visit(
              [&](auto& what) {
                using What = decltype(what);
                if constexpr (std::is_invocable_v<Function, What>)
                  change(what);
                else if constexpr (std::is_invocable_v<Function, What, Run&, const Arguments&>)
                  change(what, run, arguments);
              },
              action);
        }) {}
  explicit operator bool() const { return static_cast<bool>(change_); }
  void operator()(Action& action, Run& run, const Arguments& arguments) const {
    change_(action, run, arguments);
  }

 private:
  std::function<void(Action&, Run&, const Arguments&)> change_;
};

/// Where a tag belongs that is not one command's: tests with a key list, tests that look at addresses,
/// commands that set a variable, and commands that make a message, a copy of which can be filed (RFC 8580
/// section 3.2).
inline constexpr std::string_view any_match = "MATCH-TYPE";
inline constexpr std::string_view any_address = "ADDRESS-PART";
inline constexpr std::string_view any_modifier = "MODIFIER";
inline constexpr std::string_view any_copy = "FCC";

/// A tagged argument of the command or test called `on`. At most one of the pointers says what else it is.
struct Tag {
  std::string_view on;
  std::string_view name;         ///< lower case, with its colon
  std::vector<Parameter> takes;  ///< at most one
  std::string_view group;        ///< two tags of one group conflict; "" for none
  bool demanded = false;         ///< one of the group must stand there; of a command's or test's own tags
  std::string_view beside;       ///< the tag, or the group, without which this one is an error; "" for none
  Apply apply;                   ///< on commands that make an action
  const MatchType* match_type = nullptr;
  const AddressPart* address_part = nullptr;
  const Modifier* modifier = nullptr;
  const Test* instead = nullptr;  ///< with this tag the test is checked and evaluated as that one is
  void (*check)(Check&, const GivenTag&) = nullptr;
};

/// How a run goes on after a command.
enum class Flow {
  next,          ///< with the following command
  leave_chain,   ///< behind the elsif and else that follow
  leave_loop,    ///< behind the loop that a break has chosen (RFC 5703 section 3)
  leave_script,  ///< behind the include that runs this script (RFC 6609 section 3.3)
  stop,          ///< not at all
};

/// How many tests stand behind a command or test; a list stands in parentheses.
enum class Tests { none, one, list };

/// A command: an action (`perform`) or a control command (`control`); exactly one of the two is set.
struct Command {
  std::string_view name;  ///< lower case
  std::vector<Parameter> takes;
  std::vector<Tag> tags;  ///< its own; `on` may be left out
  Tests tests = Tests::none;
  std::string_view keys;    ///< the parameter that holds them: it takes MATCH-TYPE and COMPARATOR
  bool modifiers = false;   ///< sets a variable: it takes MODIFIER (RFC 5229 section 4.1)
  bool files_copy = false;  ///< its action has a field fcc: it takes the tags of FCC
  bool block = false;
  bool ends = false;                      ///< nothing behind it in its block can run
  Needs needs = Needs::message;           ///< where its extension needs less
  std::vector<std::string_view> follows;  ///< must stand directly behind one of these
  void (*check)(Check&, Statement&) = nullptr;
  void (*perform)(Run&, const Arguments&) = nullptr;
  Flow (*control)(Run&, const Statement&) = nullptr;
};

/// A test: of values (`evaluate`) or of other tests (`combine`); exactly one of the two is set.
struct Test {
  std::string_view name;
  std::vector<Parameter> takes;
  std::vector<Tag> tags;
  Tests tests = Tests::none;
  std::string_view keys;  ///< the parameter that holds the keys: the test takes MATCH-TYPE and COMPARATOR
  std::string_view comparator = "i;ascii-casemap";  ///< unless the script names one
  bool address_part = false;                        ///< takes ADDRESS-PART (RFC 5228 section 2.7.4)
  void (*check)(Check&, Condition&) = nullptr;
  bool (*evaluate)(Run&, const Arguments&) = nullptr;
  bool (*combine)(Run&, const Condition&) = nullptr;
  /// The outcome if it is certain at check time: what can then never run is not checked.
  std::optional<bool> (*known)(const Check&, const Condition&) = nullptr;
  /// Of a test of several: a test whose outcome is known to be that decides, and those behind it are never
  /// looked at.
  std::optional<bool> decided_by{};
};

/// How strings are compared (RFC 4790). Offsets are in octets.
struct Comparator {
  std::string_view name;
  bool (*equal)(std::string_view value, std::string_view key) = nullptr;
  /// Offset of the first place where `key` stands in `value`, else npos. Null: no substring operation.
  std::size_t (*find)(std::string_view value, std::string_view key) = nullptr;
  /// Less than, equal to or greater than 0. Null: no ordering operation.
  int (*order)(std::string_view value, std::string_view key) = nullptr;
  /// Octets of the character at the front of `value`, which is not empty: what `?` stands for. Null: each
  /// octet is one.
  std::size_t (*character)(std::string_view value) = nullptr;
  /// The text whose octets :matches compares; null: `text` itself. `origins` receives, for each octet of it
  /// and for its end, where its character begins in `text`, or stays empty if each octet has its old place.
  std::string (*fold)(std::string_view text, std::vector<std::size_t>* origins) = nullptr;
  std::uint64_t weight = 1;  ///< what an octet costs, against one of i;octet
};

/// A key made ready for its match type.
struct PreparedKey {
  PreparedKey() = default;
  PreparedKey(const PreparedKey&) = delete;
  PreparedKey& operator=(const PreparedKey&) = delete;
  virtual ~PreparedKey() = default;
  std::string fault;       ///< what is wrong with it: an error for a constant key, others match nothing
  std::size_t memory = 0;  ///< octets that it may come to take; making it costs as much
};

/// One comparison for a match type.
struct Comparison {
  const Comparator& comparator;
  std::string_view parameter;  ///< what stood behind the match type's tag, such as "gt"
  std::string_view key;
  const PreparedKey* prepared;  ///< null if the match type has no `prepare`
  std::string_view value;
  std::vector<std::string_view>*
      captures;    ///< null unless somebody will read them: index 0, then each wildcard
  Budget& budget;  ///< pays for what is done beyond looking at value and key once, before it is done
};

struct MatchType {
  std::string_view name;  ///< with its colon
  enum class Needs { equality, substring, order } needs = Needs::equality;
  bool (*accepts)(std::string_view parameter) = nullptr;  ///< is this a valid value behind the tag?
  std::string_view expects;                               ///< what would be, for the error
  bool counts = false;                                    ///< compares the number of values, not the values
  std::unique_ptr<const PreparedKey> (*prepare)(std::string_view key, const Comparator&) = nullptr;
  bool (*match)(Comparison&) = nullptr;
  bool compares = true;  ///< false: no comparator may stand beside it
  bool costly = false;   ///< making a key ready takes time, so a script may have only so many
  /// Instead of `match`: looks outside the message, once for all values of the test, of which there is one at
  /// least. What it finds is ${0}.
  std::optional<std::string> (*asks)(Run&, std::string_view key,
                                     const std::vector<std::string>& values) = nullptr;
};

/// A part of an address that tests can look at. Nothing: this address has no such part and never matches.
struct AddressPart {
  std::string_view name;  ///< with its colon
  std::optional<std::string> (*of)(const Run&, const mail::Address&) = nullptr;
};

/// A part of the envelope beside its addresses (RFC 6009).
struct EnvelopePart {
  std::string_view name;  ///< lower case
  /// Its values, each of which is looked at; none: the transaction had no such parameter.
  std::vector<std::string> (*of)(Run&, const Arguments&) = nullptr;
};

/// A modifier of what a variable is set to (RFC 5229 section 4.1). The largest precedence is applied first.
struct Modifier {
  int precedence = 0;
  std::string (*apply)(std::string_view) = nullptr;
  /// The longest beginning of a value, of at most so many octets, that tears nothing the modifier has put
  /// together, such as \* or %20. Asked of the modifier that is applied last. Null: characters alone stay
  /// whole.
  std::string_view (*whole)(std::string_view, std::size_t octets) = nullptr;
};

/// Variables `${name.rest}` that an extension provides (RFC 5229 section 3).
struct Namespace {
  std::string_view name;
  bool (*knows)(std::string_view rest) = nullptr;
  std::string (*read)(Run&, std::string_view rest) = nullptr;
  bool from_message = true;  ///< its values may come from the message, so they choose no recipient
  bool shares = false;       ///< its names are those of the variables that scripts share; no `read` then
};

struct Extension {
  std::string_view capability;    ///< what `require` names (case-sensitive); "" for the core
  bool always = false;            ///< in effect without require, and not announced
  Needs needs = Needs::message;   ///< where less is offered, require refuses it and it is not announced
  bool looks_inside = false;      ///< at more of the message than its header
  bool answers_delivery = false;  ///< a script with it fails at an IMAP event (RFC 6785 section 3.11)
  std::vector<std::string_view> implies;  ///< capabilities that come into effect with it
  std::vector<Command> commands;
  std::vector<Test> tests;
  std::vector<Tag> tags;
  std::vector<Comparator> comparators;
  std::vector<EnvelopePart> envelope_parts;
  std::vector<Namespace> namespaces;
  /// Looks at each string with a `${` of a script that requires the extension, in the order of the table.
  void (*interpret)(Check&, Text&) = nullptr;
  /// Looks at each action before it is taken, the implicit keep too (then without arguments).
  void (*before_action)(Run&, const Arguments*, Action&) = nullptr;
};

}  // namespace sieve
