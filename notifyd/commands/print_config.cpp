// notifyd print-config: every value in force, defaults included, as a TOML file that would give the same.

#include <iostream>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "notifyd/command.hpp"

namespace notifyd {
namespace {

/// Each value is JSON where its TOML is that too, else its TOML as a text.
void print_json(const base::Config& config) {
  boost::json::array items;
  boost::json::array faults;
  for (const auto& value : config.values()) {
    boost::system::error_code error;
    auto parsed = boost::json::parse(value.value, error);
    if (error) parsed = value.value;
    items.push_back(boost::json::object{{"section", value.section},
                                        {"key", value.key},
                                        {"value", std::move(parsed)},
                                        {"origin", value.origin}});
  }
  for (const auto& fault : config.faults()) faults.emplace_back(fault.text);
  std::cout << boost::json::serialize(boost::json::object{{"items", items}, {"faults", faults}}) << '\n';
}

void print(CommandLine& line) {
  auto config = line.config();
  (void)read_everything(config);
  line.exit_code = config.faults().empty() ? exit_ok : exit_config;
  if (line.json) return print_json(config);
  std::string section;
  for (const auto& value : config.values()) {
    if (value.section != section) std::cout << (section.empty() ? "[" : "\n[") << value.section << "]\n";
    section = value.section;
    std::cout << value.key << " = " << value.value;
    if (value.origin != "file") std::cout << "  # " << value.origin;
    std::cout << '\n';
  }
  for (const auto& fault : config.faults()) std::cerr << fault.text << '\n';
}

void set_up(base::Verb program, CommandLine& line) {
  auto command = program.verb("print-config", "Print every value in force, with where it comes from");
  command.action([&line] { print(line); });
}

}  // namespace

extern const Command print_config_command{.set_up = set_up};

}  // namespace notifyd
