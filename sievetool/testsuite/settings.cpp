// Settings that wait, and settings that count.

#include "sievetool/testsuite/settings.hpp"

#include <algorithm>
#include <array>

#include "sieve/engine.hpp"
#include "sieve/extension.hpp"
#include "sievetool/testsuite/limit_settings.hpp"
#include "sievetool/testsuite/setting_values.hpp"

namespace sievetool::testsuite {
namespace {

/// Enough for some thousand blocks.
constexpr std::uint64_t steps_of_a_file = 1'000'000'000;

struct Prefix {
  std::string_view name;
  std::string_view extension;  ///< whose settings begin so
};

constexpr std::array prefixes{
    Prefix{"sieve_user_email", ""},
    Prefix{"sieve_redirect_", ""},
    Prefix{"sieve_max_", ""},
    Prefix{"sieve_extensions", ""},
    Prefix{"sieve_global_extensions", ""},
    Prefix{"sieve_implicit_extensions", ""},
    Prefix{"recipient_delimiter", "subaddress"},
    Prefix{"sieve_notify_", "enotify"},
    Prefix{"sieve_spamtest_", "spamtest"},
    Prefix{"sieve_extlists_", "extlists"},
    Prefix{"sieve_script/", "include"},
    Prefix{"sieve_environment/", "vnd.dovecot.environment"},
    Prefix{"sieve_report_", "vnd.dovecot.report"},
};

/// Whose a setting is: `sieve_NAME_...` belongs to the extension NAME, unless the tables say more.
bool belongs(std::string_view name, std::string_view extension) {
  if (const auto owner = owner_of_limit(name)) return *owner == extension;
  if (extension == "spamtestplus") extension = "spamtest";
  for (const auto& one : prefixes)
    if (name.starts_with(one.name)) return one.extension == extension;
  return !extension.empty() && name.starts_with("sieve_" + std::string(extension) + '_');
}

std::vector<std::string> all_capabilities() {
  std::vector<std::string> all;
  for (const auto* extension : sieve::built_in_extensions())
    if (!extension->capability.empty()) all.emplace_back(extension->capability);
  return all;
}

}  // namespace

Settings::Settings() : limits_(default_limits()) {
  reload("");
}

void Settings::reload(std::string_view extension) {
  std::erase_if(counting_, [&](const auto& one) { return belongs(one.first, extension); });
  for (const auto& [name, value] : waiting_)
    if (belongs(name, extension)) counting_[name] = value;
  read_limits(*this, extension, limits_);
  limits_of_file_ = limits_;
  limits_of_file_.steps = steps_of_a_file;
}

std::string_view Settings::value(std::string_view name) const {
  const auto found = counting_.find(name);
  return found == counting_.end() ? std::string_view() : found->second;
}

std::vector<std::string> Settings::disabled(bool global) const {
  auto all = all_capabilities();
  auto left = chosen(value("sieve_extensions"), all);
  if (const auto more = value("sieve_global_extensions"); !more.empty())
    for (const auto& name : chosen(more, {})) {
      std::erase(left, name);
      if (global) left.push_back(name);
    }
  std::erase_if(all, [&](const auto& name) { return std::ranges::find(left, name) != left.end(); });
  return all;
}

std::vector<std::string> Settings::implicit() const {
  auto all = chosen(value("sieve_implicit_extensions"), {});
  all.emplace_back("comparator-i;unicode-casemap");
  return all;
}

Settings::Values Settings::below(std::string_view prefix) const {
  Values found;
  for (auto at = counting_.lower_bound(prefix); at != counting_.end() && at->first.starts_with(prefix); ++at)
    found[at->first.substr(prefix.size())] = at->second;
  return found;
}

bool is_setting(std::string_view name) {
  constexpr std::array whole{"recipient_delimiter",
                             "sieve_extensions",
                             "sieve_global_extensions",
                             "sieve_implicit_extensions",
                             "sieve_notify_mailto_envelope_from",
                             "sieve_redirect_envelope_from",
                             "sieve_report_from",
                             "sieve_user_email"};
  constexpr std::array<std::string_view, 3> families{"sieve_extlists_list", "sieve_script/",
                                                     "sieve_environment/"};
  return is_limit_setting(name) || std::ranges::find(whole, name) != whole.end() ||
         std::ranges::any_of(families, [&](std::string_view family) { return name.starts_with(family); });
}

}  // namespace sievetool::testsuite
