// The engine: which extensions and methods there are, and how much a script may cost. It checks scripts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"
#include "sieve/place.hpp"
#include "sieve/program.hpp"

namespace sieve {

/// The tables of extensions.def and methods.def.
std::span<const Extension* const> built_in_extensions();
std::span<const Method* const> built_in_methods();

struct Checked {
  std::shared_ptr<const Program> program;  ///< null if there are errors; shared by a cache and by runs
  std::vector<Fault> faults;               ///< errors and warnings, in the order of the script
};

/// Immutable, and used by any number of threads. A program refers to the extensions, not to the engine.
class Engine {
 public:
  struct Settings {
    Limits limits;
    std::vector<std::string> disabled;          ///< capabilities that scripts may not require
    std::vector<std::string> implicit{};        ///< those in effect without require
    std::vector<std::string> disabled_methods;  ///< schemes that notify does not know
    Place place;                                ///< where the scripts run: what they can do there
  };

  /// The extensions and methods outlive the engine and its programs.
  Engine(std::span<const Extension* const> extensions, std::span<const Method* const> methods,
         Settings settings);
  /// With all that is built in.
  explicit Engine(Settings settings);
  Engine();

  [[nodiscard]] Checked check(std::string_view script) const;
  /// What `require` takes, in the order of the table: the SIEVE line of RFC 5804 section 1.7.
  [[nodiscard]] const std::vector<std::string>& capabilities() const { return capabilities_; }
  /// Schemes of notify: the NOTIFY line of RFC 5804 section 1.7.
  [[nodiscard]] const std::vector<std::string>& methods() const { return method_names_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  std::vector<const Extension*> extensions_;
  std::vector<const Extension*> implicit_;
  std::vector<const Extension*> withheld_;
  std::vector<const Method*> methods_;
  std::vector<std::string> capabilities_;
  std::vector<std::string> method_names_;
  Place place_;
  Limits limits_;
};

}  // namespace sieve
