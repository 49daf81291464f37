// Service's two functions over sieve::Engine (RFC 5804 sections 1.7 and 2.6, RFC 6134 section 2.8).

#include "managesieve/engine.hpp"

#include <algorithm>

#include "sieve/list_name.hpp"

namespace managesieve {

Abilities abilities_of(const sieve::Engine& engine) {
  const auto& capabilities = engine.capabilities();
  const auto has = [&](std::string_view name) {
    return std::ranges::find(capabilities, name) != capabilities.end();
  };
  return {.extensions = capabilities,
          .notify_methods = has("enotify") ? engine.methods() : std::vector<std::string>(),
          .list_schemes = has("extlists") ? std::vector<std::string>(sieve::list_schemes.begin(),
                                                                     sieve::list_schemes.end())
                                          : std::vector<std::string>(),
          .max_redirects = static_cast<unsigned>(engine.limits().redirects)};
}

CheckResult check_with(const sieve::Engine& engine, std::string_view script) {
  const sieve::Checked checked = engine.check(script);
  CheckResult result{.valid = checked.program != nullptr, .text = {}};
  for (const sieve::Fault& fault : checked.faults) {
    if (!result.valid && fault.severity == sieve::Fault::Severity::warning) continue;
    // sieve-connect takes a literal in an OK for a failure.
    if (!result.text.empty()) result.text += result.valid ? "; " : "\n";
    result.text += sieve::on_one_line(fault);
  }
  return result;
}

}  // namespace managesieve
