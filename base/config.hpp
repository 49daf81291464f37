// The configuration file (TOML) as sections with typed keys; every fault names file, line, key, what was
// expected and how to mend it. Each room turns its section into a struct of its own; reading a key is what
// makes it known.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"

namespace base {

/// One fault of a configuration, ready to be shown: "notifyd.toml:12: lmtp.port: expected ..., found ...".
struct ConfigFault {
  std::string text;
  std::uint32_t line = 0;  ///< 0: of no line, such as one of the environment
};

/// A value in force, for print-config.
struct ConfigValue {
  std::string section;
  std::string key;
  std::string value;   ///< as TOML
  std::string origin;  ///< "default", "file", or the name of the environment variable
};

class Section;

/// A parsed file and what has been asked of it so far. Values also come from the environment:
/// NOTIFYD_SECTION_KEY.
class Config {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string& name)>;
  /// A file that cannot be read or parsed gives a Config whose only content is that fault.
  static Config of_file(const std::filesystem::path& file, Environment environment);
  static Config of_text(std::string_view text, std::string name, Environment environment);
  ~Config();
  Config(Config&&) noexcept;
  Config& operator=(Config&&) noexcept;
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  /// The table [name]; an absent one has all defaults. Valid as long as this Config.
  [[nodiscard]] Section section(std::string name);
  /// The names under [name.X], in the order of the file: several listeners, gateways, foreign servers.
  [[nodiscard]] std::vector<std::string> subsections(const std::string& name);
  /// The keys that the file has of the table [name], in alphabetical order: for a table whose keys have names
  /// of the user's own. The environment adds none.
  [[nodiscard]] std::vector<std::string> keys(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& section) const;

  /// All faults, by line: wrong values so far, and, after every section was read, keys and tables that nobody
  /// asked for.
  [[nodiscard]] std::vector<ConfigFault> faults() const;
  [[nodiscard]] const std::vector<ConfigValue>& values() const;
  /// After every section was read: a sentence for each of `names` that begins with NOTIFYD_ and is the
  /// variable of no key.
  [[nodiscard]] std::vector<std::string> unknown_variables(const std::vector<std::string>& names) const;

 private:
  friend class Section;
  struct State;
  explicit Config(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Typed access to one table. A bad value is recorded as a fault and the default returned, so that all faults
/// are seen in one run.
class Section {
 public:
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise = "");
  /// A text that print-config does not show.
  [[nodiscard]] std::string secret(std::string_view key);
  /// A text that must be one of `allowed`.
  [[nodiscard]] std::string choice(std::string_view key, std::string_view otherwise,
                                   const std::vector<std::string>& allowed);
  [[nodiscard]] bool flag(std::string_view key, bool otherwise);
  [[nodiscard]] std::int64_t number(std::string_view key, std::int64_t otherwise, std::int64_t least,
                                    std::int64_t most);
  /// 0 (any free port) to 65535.
  [[nodiscard]] std::uint16_t port(std::string_view key, std::uint16_t otherwise);
  /// "250ms", "10s", "5m", "2h", "7d".
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds otherwise);
  /// "512", "64K", "50M", "2G" (powers of 1024).
  [[nodiscard]] ByteCount size(std::string_view key, ByteCount otherwise);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key, std::vector<std::string> otherwise = {});
  /// Records a fault at `key`: for checks that only the room can make.
  void fault(std::string_view key, std::string_view what);
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class Config;
  Section(Config::State& state, std::string name) : state_(&state), name_(std::move(name)) {}
  [[nodiscard]] std::optional<std::string> raw(std::string_view key, std::string_view kind);
  void note(std::string_view key, std::string value);

  Config::State* state_;
  std::string name_;
};

/// "90s" and its like; nothing if it is none.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string duration_text(std::chrono::milliseconds duration);
std::optional<ByteCount> parse_size(std::string_view text);
std::string size_text(ByteCount size);

}  // namespace base
