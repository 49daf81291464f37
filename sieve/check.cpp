// Checking commands, blocks and tests (RFC 5228 sections 2.5 to 2.10). What a script may use is in
// check_require.cpp.

#include "sieve/check.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"

namespace sieve {
namespace {

bool has_block(Check& check, const syntax::Command& from, const Command& command) {
  if (from.has_block == command.block) return true;
  const std::string name(command.name);
  check.error(from.word, name + (command.block ? " needs a block" : " takes no block"),
              command.block ? "put the commands in { }" : "end the command with ';'");
  return false;
}

bool is_else_if(const syntax::Command& command) {
  return command.name == "else" && !command.tests.empty() && command.tests.front().name == "if";
}

}  // namespace

Check::Check(const Language& language, const Lines& lines, std::vector<Fault>& faults)
    : known_(language.extensions),
      place_(language.place),
      limits_(language.limits),
      withheld_(language.withheld),
      lines_(lines),
      faults_(faults),
      program_(std::make_shared<Program>()) {
  all_.assign(known_.begin(), known_.end());
  all_.insert(all_.end(), withheld_.begin(), withheld_.end());
  program_->limits = limits_;
  program_->methods.assign(language.methods.begin(), language.methods.end());
  for (const auto* extension : known_)
    if (extension->always) program_->extensions.push_back(extension);
  for (const auto* extension : language.implicit) into_effect(*extension);
}

void Check::script(const syntax::Script& script) {
  statements(script.commands, program_->statements);
  unused_requires();
}

void Check::error(syntax::Span span, std::string text, std::string hint) {
  ++errors_;
  report(Fault::Severity::error, span, std::move(text), std::move(hint));
}

void Check::warn(syntax::Span span, std::string text, std::string hint) {
  report(Fault::Severity::warning, span, std::move(text), std::move(hint));
}

void Check::report(Fault::Severity severity, syntax::Span span, std::string text, std::string hint) {
  // Warnings leave room for errors, so that a script with errors never looks as if it had none.
  const bool error = severity == Fault::Severity::error;
  if (faults_.size() >= (error ? limits_.faults : limits_.faults / 2)) return;
  Fault fault = lines_.fault(severity, span.begin, span.end);
  fault.text = std::move(text);
  fault.hint = std::move(hint);
  faults_.push_back(std::move(fault));
}

void Check::statements(const std::vector<syntax::Command>& from, std::vector<Statement>& to) {
  std::string_view before;
  bool decided = false;  // a branch of the chain is certain to be taken
  bool ended = false;
  to.reserve(from.size());
  for (const auto& command : from) {
    if (is_full()) break;
    if (ended) {
      warn(command.span, "this is never reached", "the command before it ends the block");
      ended = false;
    }
    if (command.broken) {
      // Whoever cannot be told what was required must not be told what is missing.
      if (command.name == "require") program_->extensions.assign(known_.begin(), known_.end());
      before = command.name;
      continue;
    }
    lent_here_.clear();
    const auto* found = command_named(command);
    if (found != nullptr) check_place(found->needs, command.word, found->name);
    if (found == nullptr) continue;  // it may have been meant for an elsif: what stands before it counts
    const bool is_in_place = in_place(command, *found, before);
    if (!is_in_place) {
      std::vector<Statement> dropped;
      statements(command.block, dropped);
    }
    if (is_in_place) {
      if (found->follows.empty()) decided = false;
      // What can never run need not make sense, but it must have the form of a command.
      if (decided)
        (void)(has_tests(command, found->tests) && has_block(*this, command, *found));
      else
        statement(command, *found, to);
      const bool certain =
          !to.empty() && !to.back().conditions.empty() && to.back().conditions[0].known == true;
      decided = decided || (found->block && certain);
      ended = found->ends;
    }
    before = command.name;
    if (is_else_if(command)) before = "elsif";
  }
  std::size_t end = to.size();
  for (std::size_t i = to.size(); i-- > 0;) {
    to[i].chain_end = end;
    if (to[i].command->follows.empty()) end = i;
  }
}

bool Check::in_place(const syntax::Command& from, const Command& command, std::string_view before) {
  if (command.name != "require") began_ = true;
  if (command.follows.empty()) return true;
  if (std::ranges::find(command.follows, before) != command.follows.end()) return true;
  std::vector<std::string> names(command.follows.begin(), command.follows.end());
  error(from.word,
        std::string(command.name) + " must stand directly behind " + base::text::join(names, " or "));
  return false;
}

void Check::statement(const syntax::Command& from, const Command& command, std::vector<Statement>& to) {
  program_->memory += sizeof(Statement);
  Statement made{.command = &command, .span = from.span, .line = lines_.line(from.span.begin)};
  const std::size_t before = errors_;
  arguments({.name = command.name,
             .word = from.word,
             .takes = command.takes,
             .tags = command.tags,
             .keys = command.keys,
             .modifiers = command.modifiers,
             .files_copy = command.files_copy},
            from.arguments, made.given);
  made.lent = std::exchange(lent_here_, {});
  const bool has_tests = tests(from, command.tests, made.conditions, nullptr);
  block(from, command, made);  // all errors in one run, also behind a test that is none
  if (!has_tests) return;
  if (command.check != nullptr && errors_ == before) command.check(*this, made);
  to.push_back(std::move(made));
}

void Check::block(const syntax::Command& from, const Command& command, Statement& to) {
  if (!has_block(*this, from, command)) return;
  // What can never run need not make sense (RFC 5463 section 4 depends on it).
  const bool unreachable = !to.conditions.empty() && to.conditions[0].known == false;
  if (unreachable) return;
  enclosing_.push_back(&to);
  statements(from.block, to.block);
  enclosing_.pop_back();
}

template <class Node>
bool Check::has_tests(const Node& from, Tests wanted) {
  const bool fits = wanted == Tests::none  ? from.tests.empty()
                    : wanted == Tests::one ? from.tests.size() == 1 && !from.listed
                                           : !from.tests.empty() && from.listed;
  if (fits) return true;
  const auto name = std::string(from.name);
  if (wanted == Tests::none) {
    const auto& first = from.tests.front();
    const bool command = std::ranges::any_of(known_, [&](const Extension* extension) {
      return std::ranges::any_of(extension->commands,
                                 [&](const Command& one) { return one.name == first.name; });
    });
    error(first.word, name + " takes no test",
          name == "else" && first.name == "if"            ? "write: elsif"
          : command && std::is_same_v<Node, syntax::Test> ? "put the command in { }"
          : command ? "is a ';' missing before \"" + std::string(first.name) + "\"?"
                    : "");
  } else {
    const bool one = wanted == Tests::one;
    error(from.word, name + (one ? " needs exactly one test" : " needs tests in parentheses"),
          !from.tests.empty() ? (one ? "combine several with allof ( ) or anyof ( )" : "")
          : one               ? "what is to be tested stands behind it, as in: exists \"subject\""
                              : "as in: (exists \"subject\", size :over 1M)");
  }
  return false;
}

template <class Node>
bool Check::tests(const Node& from, Tests wanted, std::vector<Condition>& to, const Test* of) {
  if (!has_tests(from, wanted)) return false;
  to.reserve(from.tests.size());
  for (const auto& test : from.tests) {
    if (is_full()) return false;
    to.push_back(condition(test));
    const auto known = to.back().known;
    if (known && of != nullptr && of->decided_by == known) break;
  }
  return std::ranges::all_of(to, [](const Condition& one) { return one.test != nullptr; });
}

Condition Check::condition(const syntax::Test& from) {
  program_->memory += sizeof(Condition);
  Condition made{.span = from.span, .line = lines_.line(from.span.begin)};
  const auto* test = test_named(from);
  if (test == nullptr) return made;
  const std::size_t before = errors_;
  arguments({.name = test->name,
             .word = from.word,
             .takes = test->takes,
             .tags = test->tags,
             .keys = test->keys,
             .address_part = test->address_part,
             .comparator = test->comparator},
            from.arguments, made.given);
  made.lent = std::exchange(lent_here_, {});
  if (!tests(from, test->tests, made.conditions, test)) return made;
  for (const auto& given : made.given.tags)
    if (given.tag->instead != nullptr) test = given.tag->instead;
  made.test = test;
  if (test->check != nullptr && errors_ == before) test->check(*this, made);
  if (test->known != nullptr && errors_ == before) made.known = test->known(*this, made);
  return made;
}

std::size_t Check::variable(std::string_view name, syntax::Span span) {
  auto& names = program_->variables;
  const std::string lowered = base::text::lowered(name);
  const auto found = variable_slots_.find(lowered);
  if (found != variable_slots_.end()) return found->second;
  if (names.size() == limits_.variables)
    error(span, "more than " + std::to_string(limits_.variables) + " variables in one script");
  names.push_back(lowered);
  return variable_slots_[lowered] = names.size() - 1;
}

std::size_t Check::shared_variable(std::string_view name, syntax::Span span) {
  const std::size_t slot = variable("global." + std::string(name), span);
  program_->globals[slot] = base::text::lowered(name);
  return slot;
}

void Check::share(std::size_t slot) {
  program_->globals[slot] = program_->variables[slot];
}

}  // namespace sieve
