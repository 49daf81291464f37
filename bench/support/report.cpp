// Options and JSON lines of the load programs.

#include "bench/support/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace bench {

Options::Options(int argc, char** argv, const std::vector<std::string_view>& known) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool names = word.starts_with("--");
    if (!names || std::ranges::find(known, word.substr(2)) == known.end()) {
      std::string text = "unknown option " + std::string(word) + "; known are";
      for (const auto name : known) text += " --" + std::string(name);
      throw std::runtime_error(text);
    }
    const bool has_value = i + 1 < argc && !std::string_view(argv[i + 1]).starts_with("--");
    values_[std::string(word.substr(2))] = has_value ? argv[++i] : "";
  }
}

std::uint64_t Options::number(const std::string& name, std::uint64_t otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : std::stoull(found->second);
}

double Options::real(const std::string& name, double otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : std::stod(found->second);
}

std::string Options::text(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

std::uint16_t Options::port(const std::string& name) const {
  const auto port = number(name, 0);
  if (port == 0 || port > 65535) throw std::runtime_error("--" + name + " PORT is needed");
  return static_cast<std::uint16_t>(port);
}

Report::Report(const std::string& bench) : line_("{\"bench\":\"" + bench + "\"") {}

Report& Report::add(const std::string& name, const std::string& text) {
  line_ += ",\"" + name + "\":\"" + text + "\"";
  return *this;
}

Report& Report::add(const std::string& name, std::uint64_t number) {
  line_ += ",\"" + name + "\":" + std::to_string(number);
  return *this;
}

Report& Report::add(const std::string& name, double number) {
  char text[64];
  std::snprintf(text, sizeof text, std::abs(number) < 100 ? "%.2f" : "%.0f", number);
  line_ += ",\"" + name + "\":" + text;
  return *this;
}

Report& Report::add_times(const std::string& name, std::vector<double>& milliseconds) {
  if (milliseconds.empty()) return *this;
  std::ranges::sort(milliseconds);
  const auto at = [&](double part) {
    return milliseconds[static_cast<std::size_t>(static_cast<double>(milliseconds.size() - 1) * part)];
  };
  return add(name + "_p50_ms", at(0.5)).add(name + "_p99_ms", at(0.99)).add(name + "_max_ms", at(1.0));
}

void Report::print() {
  std::printf("%s}\n", line_.c_str());
  std::fflush(stdout);
}

int guarded(int (*body)(int, char**), int argc, char** argv) {
  try {
    return body(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
    return 1;
  }
}

}  // namespace bench
