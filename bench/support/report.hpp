// What a load program is told and what it says: options `--name value`, and one JSON line.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// `--name value` and `--name` alone. Throws std::runtime_error at anything else.
class Options {
 public:
  /// `known`: the names that may be given.
  Options(int argc, char** argv, const std::vector<std::string_view>& known);
  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::uint64_t number(const std::string& name, std::uint64_t otherwise) const;
  [[nodiscard]] double real(const std::string& name, double otherwise) const;
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise = "") const;
  [[nodiscard]] std::uint16_t port(const std::string& name) const;

 private:
  std::map<std::string, std::string> values_;
};

/// One flat JSON object on a line of its own.
class Report {
 public:
  explicit Report(const std::string& bench);
  Report& add(const std::string& name, const std::string& text);
  Report& add(const std::string& name, std::uint64_t number);
  Report& add(const std::string& name, double number);
  /// NAME_p50_ms, NAME_p99_ms and NAME_max_ms; sorts `milliseconds`.
  Report& add_times(const std::string& name, std::vector<double>& milliseconds);
  void print();

 private:
  std::string line_;
};

/// Runs `body` and turns an exception into a message and exit code 1.
int guarded(int (*body)(int, char**), int argc, char** argv);

}  // namespace bench
