// [sieve.class.NAME]: accounts whose scripts may do more, or less, than those of others.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/config.hpp"

namespace notifyd {

struct SieveClass {
  std::string name;
  std::set<std::string> members;      ///< addresses, and "@domain" for all of a domain; lower case
  std::vector<std::string> disabled;  ///< capabilities, instead of the site's
  std::optional<std::size_t> redirects;
  std::optional<std::size_t> notifications;
};

/// In the order of the file: an account belongs to the first that names it.
std::vector<SieveClass> read_sieve_classes(base::Config& config);

/// Capabilities of the section's key `disabled`; one that there is not is a fault.
std::vector<std::string> read_disabled(base::Section& section);

/// The class of an account, or null.
const SieveClass* class_of(const std::vector<SieveClass>& classes, const std::string& address);

}  // namespace notifyd
