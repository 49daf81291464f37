// Checking: from the syntax tree to a program. Extensions see this class in their `check` and `interpret`
// hooks.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"
#include "sieve/place.hpp"
#include "sieve/program.hpp"
#include "sieve/script.hpp"

namespace sieve {

struct EnvelopePart;
struct Namespace;
enum class Tests;

class Check {
 public:
  /// What there is in the language, and where scripts run; outlives the check.
  struct Language {
    std::span<const Extension* const> extensions;
    std::span<const Extension* const> implicit;  ///< in effect without require
    std::span<const Method* const> methods;
    const Place& place;
    const Limits& limits;
    std::span<const Extension* const> withheld;  ///< those that there are, and that are disabled
  };
  Check(const Language& language, const Lines& lines, std::vector<Fault>& faults);

  /// Everything; the program is whole only if no error was reported.
  void script(const syntax::Script& script);
  std::shared_ptr<Program> take() { return std::move(program_); }

  // For extensions.
  void error(syntax::Span span, std::string text, std::string hint = {});
  void warn(syntax::Span span, std::string text, std::string hint = {});
  [[nodiscard]] bool in_effect(std::string_view capability) const;
  /// The extension of this capability, which is in effect, is used.
  void uses(std::string_view capability) {
    if (const auto* extension = named(capability)) used(*extension);
  }
  /// Puts extensions into effect (RFC 5228 section 3.2).
  void require(std::span<const Text> capabilities);
  /// Puts it into effect for what follows, as long as the run has met the ihave that names it (RFC 5463
  /// section 4).
  void lend(std::string_view capability);
  /// May ihave name it: is it required, or could it be put into effect here?
  [[nodiscard]] bool can_lend(std::string_view capability) const;
  /// Is there an extension of this name that can be used here, required or not?
  [[nodiscard]] bool known(std::string_view capability) const;
  /// The slot of a variable; the same for every spelling of its name.
  std::size_t variable(std::string_view name, syntax::Span span);
  /// The slot of a variable that scripts share, as ${global.NAME} has it (RFC 6609 section 3.4.2).
  std::size_t shared_variable(std::string_view name, syntax::Span span);
  /// The variable of this slot is shared by its name from here on.
  void share(std::size_t slot);
  /// A command gives it a value.
  void sets(std::size_t slot) {
    if (!program_->globals.contains(slot)) set_.insert(slot);
  }
  [[nodiscard]] bool is_set(std::size_t slot) const { return set_.contains(slot); }
  /// The namespace of that name, or null after an error was reported.
  const Namespace* space(std::string_view name, syntax::Span span);
  /// The part of the envelope of that name in any case, or null after an error was reported.
  const EnvelopePart* envelope_part(std::string_view name, syntax::Span span);
  /// In whose blocks the command stands that its `check` looks at, the outermost first.
  [[nodiscard]] std::span<const Statement* const> enclosing() const { return enclosing_; }
  /// Match variables will be read, so matches must record them.
  void reads_captures() { program_->reads_captures = true; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const std::vector<const Method*>& methods() const { return program_->methods; }

 private:
  /// What arguments() must know of a command or test.
  struct Callee {
    std::string_view name;
    syntax::Span word;
    const std::vector<Parameter>& takes;
    const std::vector<Tag>& tags;  ///< its own, without those of other extensions
    std::string_view keys;
    bool address_part = false;
    bool modifiers = false;
    std::string_view comparator = "i;ascii-casemap";
    bool files_copy = false;
  };

  // Statements and tests.
  void statements(const std::vector<syntax::Command>& from, std::vector<Statement>& to);
  void statement(const syntax::Command& from, const Command& command, std::vector<Statement>& to);
  [[nodiscard]] bool in_place(const syntax::Command& from, const Command& command, std::string_view before);
  void block(const syntax::Command& from, const Command& command, Statement& to);
  template <class Node>
  bool has_tests(const Node& from, Tests wanted);
  template <class Node>
  bool tests(const Node& from, Tests wanted, std::vector<Condition>& to, const Test* of);
  Condition condition(const syntax::Test& from);

  // Arguments.
  void arguments(const Callee& callee, const std::vector<syntax::Argument>& from, Given& to);
  std::size_t tag(const Callee& callee, const std::vector<syntax::Argument>& from, std::size_t at, Given& to);
  void take_tag(const Callee& callee, const syntax::Argument& at, const Tag& tag,
                const syntax::Argument* value, Given& to);
  void positional(const Callee& callee, const std::vector<const syntax::Argument*>& from, Given& to);
  Value value(const Callee& callee, const Parameter& parameter, const syntax::Argument& from);
  Text text(const syntax::String& from);
  void header_name(Text& name);
  [[nodiscard]] bool prepare(const Text& key, Matching& made);
  void matching(const Callee& callee, Given& to);
  /// So many faults that the rest is not looked for.
  [[nodiscard]] bool is_full() const { return faults_.size() >= limits_.faults; }
  void tags_beside(const Given& given);
  void tags_demanded(const Callee& callee, const Given& given);
  void unknown_tag(const Callee& callee, const syntax::Argument& at);
  template <class Function>
  static void each_tag(const Callee& callee, const Extension& extension, Function function);
  void check_comparator(const Callee& callee, const Matching& made);
  [[nodiscard]] const MatchType* default_match_type() const;

  // What the script may use. A name that is unknown, or not required, is reported; null: unknown.
  const Command* command_named(const syntax::Command& from);
  const Test* test_named(const syntax::Test& from);
  const Comparator* comparator(std::string_view name, syntax::Span span);
  template <class Spec>
  [[nodiscard]] std::string hint_for(std::string_view name, std::vector<Spec> Extension::* table) const;
  template <class Spec>
  const Spec* find(std::string_view name, syntax::Span word, std::vector<Spec> Extension::* table,
                   std::string_view kind);
  [[nodiscard]] bool in_effect(const Extension& extension) const;
  void used(const Extension& extension);
  void into_effect(const Extension& extension);
  [[nodiscard]] const Extension* named(std::string_view capability) const;
  void missing_require(const Extension& extension, syntax::Span span, const std::string& what);
  void require(const Text& capability, bool in_place);
  void unused_requires();
  void check_place(Needs needs, syntax::Span span, std::string_view name);

  void report(Fault::Severity severity, syntax::Span span, std::string text, std::string hint);

  std::span<const Extension* const> known_;
  const Place& place_;
  const Limits& limits_;
  std::span<const Extension* const> withheld_;
  std::vector<const Extension*> all_;  ///< known and withheld
  const Lines& lines_;
  std::vector<Fault>& faults_;
  std::shared_ptr<Program> program_;
  std::size_t errors_ = 0;                   ///< all of them, also those beyond the limit of faults
  std::vector<const Statement*> enclosing_;  ///< whose blocks are open
  bool began_ = false;                       ///< a command other than require was met
  std::map<const Extension*, syntax::Span> required_;
  std::set<const Extension*> used_;
  std::set<const Extension*> lent_;
  std::set<std::size_t> set_;                                    ///< slots
  std::unordered_map<std::string, int> header_slots_;            ///< by name in lower case
  std::unordered_map<std::string, std::size_t> variable_slots_;  ///< likewise
  std::size_t costly_keys_ = 0;
  std::size_t key_octets_ = 0;               ///< of memory for those that are made ready
  std::vector<const Extension*> lent_here_;  ///< those that the command or test at hand uses
};

}  // namespace sieve
