// notifyd check-config: reads the configuration as serve would, with the scripts that it names, and says all
// that is wrong with it.

#include <iostream>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "notifyd/account_kinds.hpp"
#include "notifyd/command.hpp"
#include "notifyd/filters/administrative.hpp"

namespace notifyd {
namespace {

/// All that keeps serve from starting, as far as files can tell.
std::vector<std::string> faults_of(const CommandLine& line) {
  auto config = line.config();
  const auto settings = read_everything(config);
  std::vector<std::string> out;
  for (const auto& fault : config.faults()) out.push_back(fault.text);
  if (!out.empty()) return out;  // which scripts are meant, and what they may do, is not known
  const AccountKinds kinds(settings);
  const auto scripts =
      filters::load_administrative(kinds.administrative_checker(), administrative_files(settings.sieve));
  if (!scripts) out.push_back(scripts.error().text);
  return out;
}

boost::json::array listed(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

void check(CommandLine& line) {
  const auto faults = faults_of(line);
  const auto warnings = line.warnings();
  line.exit_code = faults.empty() ? exit_ok : exit_config;
  if (line.json) {
    const boost::json::object report{{"configuration", line.config_name()},
                                     {"good", faults.empty()},
                                     {"faults", listed(faults)},
                                     {"warnings", listed(warnings)}};
    std::cout << boost::json::serialize(report) << '\n';
    return;
  }
  for (const auto& fault : faults) std::cerr << fault << '\n';
  for (const auto& warning : warnings) std::cerr << "warning: " << warning << '\n';
  if (faults.empty()) std::cout << "The configuration is good: " << line.config_name() << ".\n";
}

void set_up(base::Verb program, CommandLine& line) {
  auto command = program.verb("check-config", "Say what is wrong with the configuration");
  command.action([&line] { check(line); });
}

}  // namespace

extern const Command check_config_command{.set_up = set_up};

}  // namespace notifyd
