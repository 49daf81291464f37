// Which command or test a fault belongs to, so that each gives one entry.

#include "sievetool/testsuite/fault_log.hpp"

#include <algorithm>
#include <set>

#include "sieve/script.hpp"

namespace sievetool::testsuite {
namespace {

namespace syntax = sieve::syntax;

struct Construct {
  syntax::Span span;
  bool is_require = false;  ///< it reports each name that it does not know by itself
};

void collect(const std::vector<syntax::Test>& tests, std::vector<Construct>& to) {
  for (const auto& test : tests) {
    to.push_back({.span = test.span});
    collect(test.tests, to);
  }
}

void collect(const std::vector<syntax::Command>& commands, std::vector<Construct>& to) {
  for (const auto& command : commands) {
    to.push_back({.span = command.span, .is_require = command.name == "require"});
    collect(command.tests, to);
    collect(command.block, to);
  }
}

/// The offset of a fault; columns count characters.
std::size_t offset(std::string_view script, const sieve::Fault& fault) {
  std::size_t at = 0;
  for (std::size_t line = 1; line < fault.line && at < script.size(); ++at)
    if (script[at] == '\n') ++line;
  for (std::size_t column = 1; column < fault.column && at < script.size(); ++column) {
    ++at;
    while (at < script.size() && (static_cast<unsigned char>(script[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

/// The innermost one around `at`, or null.
const Construct* around(const std::vector<Construct>& all, std::size_t at) {
  const Construct* found = nullptr;
  for (const auto& one : all) {
    if (at < one.span.begin || at >= one.span.end) continue;
    const auto size = one.span.end - one.span.begin;
    if (found == nullptr || size <= found->span.end - found->span.begin) found = &one;
  }
  return found;
}

bool is_error(const sieve::Fault& fault) {
  return fault.severity == sieve::Fault::Severity::error;
}

std::string entry(const sieve::Fault& fault) {
  return fault.text + (fault.hint.empty() ? "" : " (" + fault.hint + ')');
}

}  // namespace

std::vector<std::string> fault_log(std::string_view script, const std::vector<sieve::Fault>& faults,
                                   const sieve::Limits& limits) {
  std::vector<std::string> log;
  std::vector<sieve::Fault> syntax_faults;
  const auto tree = syntax::parse(script, sieve::Lines(script), limits, syntax_faults);
  if (sieve::has_errors(syntax_faults)) {
    for (const auto& fault : syntax_faults)
      if (is_error(fault)) log.push_back(entry(fault));
    return log;
  }
  std::vector<Construct> constructs;
  collect(tree.commands, constructs);
  std::set<const Construct*> reported;
  std::set<std::string> unknown;  // a name is reported once, wherever it stands
  for (const auto& fault : faults) {
    if (!is_error(fault)) continue;
    const Construct* construct = around(constructs, offset(script, fault));
    const bool shared = construct == nullptr || construct->is_require;
    if (!shared && !reported.insert(construct).second) continue;
    if (fault.text.starts_with("unknown ") && !unknown.insert(fault.text).second) continue;
    log.push_back(entry(fault));
  }
  return log;
}

}  // namespace sievetool::testsuite
