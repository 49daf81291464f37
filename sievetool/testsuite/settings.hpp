// The settings that test files change, under the names of Dovecot's configuration.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/limits.hpp"

namespace sievetool::testsuite {

/// Values wait until a reload makes them count. Any name and value are taken; those that are nothing to us
/// have no effect.
class Settings {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  Settings();
  void set(std::string_view name, std::string_view value) { waiting_[std::string(name)] = value; }
  void unset(std::string_view name) { waiting_.erase(std::string(name)); }
  /// Those of one extension; "" for those of the engine.
  void reload(std::string_view extension);

  /// What counts now, "" if nothing was set.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  /// Of scripts; it changes in place.
  [[nodiscard]] const sieve::Limits& limits() const { return limits_; }
  /// Of the test file, which does more than any script for one message.
  [[nodiscard]] const sieve::Limits& limits_of_file() const { return limits_of_file_; }
  /// Capabilities that scripts may not require; `global` scripts may have more than others.
  [[nodiscard]] std::vector<std::string> disabled(bool global) const;
  /// Capabilities in effect without require.
  [[nodiscard]] std::vector<std::string> implicit() const;
  /// What counts of all that begins with `prefix`, without it.
  [[nodiscard]] Values below(std::string_view prefix) const;

 private:
  Values waiting_;
  Values counting_;
  sieve::Limits limits_;
  sieve::Limits limits_of_file_;
};

/// Does anything here look at a setting of this name?
bool is_setting(std::string_view name);

}  // namespace sievetool::testsuite
