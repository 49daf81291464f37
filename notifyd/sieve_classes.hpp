// [sieve.class.NAME]: accounts whose scripts may do more, or less, than those of others.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "notifyd/filters/uri_notify.hpp"
#include "sieve/limits.hpp"

namespace notifyd {

struct SieveClass {
  std::string name;
  std::set<std::string> members;              ///< addresses, and "@domain" for all of a domain; lower case
  std::vector<std::string> disabled;          ///< capabilities; the site's, if it names none
  std::vector<std::string> disabled_methods;  ///< schemes of notify, beside the site's
  sieve::Limits limits;                       ///< the site's, but for those that the class changes
  filters::DailyLimits a_day;                 ///< the same
};

/// In the order of the file: an account belongs to the first that names it. `usual` is what the site has: a
/// class has the same where it says nothing.
std::vector<SieveClass> read_sieve_classes(base::Config& config, const SieveClass& usual);

/// Capabilities of the section's key `disabled`, else `otherwise`; one that there is not is a fault.
std::vector<std::string> read_disabled(base::Section& section, const std::vector<std::string>& otherwise);

/// The class of an account, or null.
const SieveClass* class_of(const std::vector<SieveClass>& classes, const std::string& address);

}  // namespace notifyd
