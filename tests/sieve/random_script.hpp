// Scripts at random that an engine accepts, made of the tables of its extensions: a new one takes part
// without being named.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sieve/engine.hpp"
#include "sieve/extension.hpp"
#include "tests/sieve/chance.hpp"

namespace sieve {

/// Each command is tried where it shall stand, and dropped if it is refused there.
class ScriptWriter {
 public:
  /// Both must outlive this.
  ScriptWriter(const Engine& engine, std::span<const Extension* const> extensions)
      : engine_(engine), extensions_(extensions) {
    for (const auto* extension : extensions_) learn(*extension);
    require_ = "require [" + require_ + "];\n";
  }

  std::string write(Chance& chance) {
    known_.clear();
    return require_ + commands(chance, require_, "", 3);
  }

  /// Tries each command and test that no script has used, in a script of its own.
  void write_unused(Chance& chance) {
    known_.clear();
    for (const auto* command : commands_) try_unused(chance, "command ", *command);
    for (const auto* test : tests_) try_unused(chance, "test ", *test);
  }

  /// Commands and tests that no script has used. One that needs a word of its own wants it among `usual`.
  [[nodiscard]] const std::set<std::string>& unused() const { return unused_; }

 private:
  void learn(const Extension& extension) {
    for (const auto& command : extension.commands) {
      commands_.push_back(&command);
      unused_.insert("command " + std::string(command.name));
    }
    for (const auto& test : extension.tests) {
      tests_.push_back(&test);
      unused_.insert("test " + std::string(test.name));
    }
    for (const auto& comparator : extension.comparators) strings_.emplace_back(comparator.name);
    if (extension.capability.empty()) return;
    strings_.emplace_back(extension.capability);
    require_ += (require_.empty() ? "\"" : ", \"") + std::string(extension.capability) + '"';
  }

  /// What stands in a block, between `before` and `behind`.
  std::string commands(Chance& chance, const std::string& before, const std::string& behind,
                       std::size_t depth) {
    std::string out;
    for (std::size_t tries = 3 + chance.below(14); tries > 0; --tries) {
      const Command& tried = *chance.among(commands_);
      if (tried.block && depth == 0) continue;
      tried_ = {"command " + std::string(tried.name)};
      fresh_.clear();
      const std::string head = command(chance, tried);
      if (engine_.check(before + out + head + (tried.block ? "{}" : ";") + behind).program == nullptr)
        continue;
      for (const auto& name : tried_) unused_.erase(name);
      known_.insert(known_.end(), fresh_.begin(), fresh_.end());
      out += head;
      out +=
          tried.block ? "{" + commands(chance, before + out + "{", "}" + behind, depth - 1) + "}\n" : ";\n";
    }
    return out;
  }

  template <class Callee>
  void try_unused(Chance& chance, const std::string& kind, const Callee& callee) {
    // Where some want to stand: behind an if, or in a loop.
    static constexpr std::string_view places[] = {"", "if exists \"a\" {}", "foreverypart {"};
    tried_ = {kind + std::string(callee.name)};
    if (!unused_.contains(tried_[0])) return;
    const auto place = chance.among(places);
    std::string script = require_ + std::string(place);
    if constexpr (std::is_same_v<Callee, Command>)
      script += command(chance, callee) + (callee.block ? "{}" : ";");
    else
      script += "if " + std::string(callee.name) + arguments(chance, callee.takes, tags_of(callee)) +
                tests(chance, callee.tests, 1) + " {}";
    if (engine_.check(script + (place.ends_with('{') ? "}" : "")).program == nullptr) return;
    for (const auto& name : tried_) unused_.erase(name);
  }

  std::string command(Chance& chance, const Command& command) {
    return std::string(command.name) + arguments(chance, command.takes, tags_of(command)) +
           tests(chance, command.tests, 2);
  }

  std::string tests(Chance& chance, Tests wanted, std::size_t depth) {
    if (wanted == Tests::none) return "";
    if (wanted == Tests::one) return " " + test(chance, depth);
    std::string out = " (" + test(chance, depth);
    while (!chance.one_in(2)) out += ", " + test(chance, depth);
    return out + ")";
  }

  /// A new one, or one that was accepted earlier.
  std::string test(Chance& chance, std::size_t depth) {
    if (!known_.empty() && (depth == 0 || chance.one_in(2))) return chance.among(known_);
    const Test& made = *chance.among(tests_);
    tried_.push_back("test " + std::string(made.name));
    std::string out = std::string(made.name) + arguments(chance, made.takes, tags_of(made)) +
                      tests(chance, depth == 0 ? Tests::none : made.tests, depth == 0 ? 0 : depth - 1);
    if (made.tests == Tests::none) fresh_.push_back(out);
    return out;
  }

  /// Of a command or test.
  template <class Callee>
  std::vector<const Tag*> tags_of(const Callee& callee) const {
    std::vector<const Tag*> out;
    for (const auto& tag : callee.tags) out.push_back(&tag);
    for (const auto* extension : extensions_)
      for (const auto& tag : extension->tags) {
        bool belongs = tag.on == callee.name || (tag.on == any_match && !callee.keys.empty());
        if constexpr (requires { callee.address_part; })
          belongs = belongs || (tag.on == any_address && callee.address_part);
        if constexpr (requires { callee.modifiers; })
          belongs = belongs || (tag.on == any_modifier && callee.modifiers) ||
                    (tag.on == any_copy && callee.files_copy);
        if (belongs) out.push_back(&tag);
      }
    return out;
  }

  std::string arguments(Chance& chance, const std::vector<Parameter>& takes,
                        const std::vector<const Tag*>& tags) {
    std::string out;
    for (std::size_t i = tags.empty() ? 0 : chance.below(3); i > 0; --i) {
      const Tag& tag = *chance.among(tags);
      out += ' ' + std::string(tag.name);
      for (const auto& parameter : tag.takes) out += value(chance, parameter);
    }
    for (const auto& parameter : takes)
      if (!parameter.optional || chance.one_in(2)) out += value(chance, parameter);
    return out;
  }

  std::string value(Chance& chance, const Parameter& parameter) {
    static constexpr std::string_view numbers[] = {"0", "1", "2", "7", "100", "1K", "3M", "4G"};
    if (parameter.kind == Parameter::Kind::number) return ' ' + std::string(chance.among(numbers));
    if (parameter.kind == Parameter::Kind::string || chance.one_in(2))
      return ' ' + string(chance, parameter.header_names);
    std::string out = " [" + string(chance, parameter.header_names);
    while (!chance.one_in(2)) out += ", " + string(chance, parameter.header_names);
    return out + "]";
  }

  std::string string(Chance& chance, bool header_name) {
    static constexpr std::string_view names[] = {"subject", "from", "to", "date", "x-a", "content-type"};
    static constexpr std::string_view usual[] = {"a",
                                                 "*a*?b*",
                                                 "${x}",
                                                 "v${1}${x}",
                                                 "x",
                                                 "",
                                                 "5",
                                                 "gt",
                                                 "subject",
                                                 "X-A",
                                                 "INBOX",
                                                 "\\\\Seen",
                                                 "\\\\Junk",
                                                 "text/plain",
                                                 "year",
                                                 "+0100",
                                                 "online",
                                                 "yes",
                                                 "host",
                                                 "name",
                                                 "/private/x",
                                                 ":addrbook:default",
                                                 "${hex: 41 0d}",
                                                 "inner",
                                                 "(a|b)*c"};
    if (header_name) return '"' + std::string(chance.among(names)) + '"';
    if (chance.one_in(16)) return "text:\n..a\nContent-Type: text/plain\n\n${x}\n.\n";
    if (!engine_.methods().empty() && chance.one_in(8))
      return '"' + chance.among(engine_.methods()) + ":a@b.example\"";
    if (chance.one_in(8)) return "\"a@b.example\"";
    const bool any = !strings_.empty() && chance.one_in(8);
    return '"' + std::string(any ? std::string_view(chance.among(strings_)) : chance.among(usual)) + '"';
  }

  const Engine& engine_;
  std::span<const Extension* const> extensions_;
  std::vector<const Command*> commands_;
  std::vector<const Test*> tests_;
  std::vector<std::string> strings_;  ///< names out of the tables
  std::string require_;
  std::set<std::string> unused_;
  std::vector<std::string> tried_;  ///< by the command at hand
  std::vector<std::string> fresh_;  ///< tests of the command at hand
  std::vector<std::string> known_;  ///< tests of this script that were accepted
};

}  // namespace sieve
