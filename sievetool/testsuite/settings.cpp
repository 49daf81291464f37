// Which setting belongs to which extension, and which of our limits it sets.

#include "sievetool/testsuite/settings.hpp"

#include <array>
#include <functional>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "sievetool/testsuite/scores.hpp"

namespace sievetool::testsuite {
namespace {

/// Octets, or a plain number; k, M and G multiply.
std::optional<std::uint64_t> amount(std::string_view text) {
  std::uint64_t unit = 1;
  if (!text.empty() && !base::text::is_digit(text.back())) {
    const char last = base::text::lower(text.back());
    unit = last == 'k' ? 1U << 10 : last == 'm' ? 1U << 20 : last == 'g' ? 1U << 30 : last == 'b' ? 1 : 0;
    text.remove_suffix(1);
  }
  const auto number = base::text::number(text);
  return unit == 0 || !number ? std::nullopt : std::optional(*number * unit);
}

/// Enough for some thousand blocks.
constexpr std::uint64_t steps_of_a_file = 1'000'000'000;

/// Those of Dovecot, where test files count on them.
sieve::Limits default_limits() {
  sieve::Limits limits;
  limits.notifications = 10;
  limits.variable_octets = 4096;
  limits.variables = 255;
  return limits;
}

struct Known {
  std::string_view name;
  std::string_view extension;          ///< whose reload makes it count; "" for the engine
  std::size_t sieve::Limits::* limit;  ///< null: whoever uses it asks for it
  bool zero_is_none = false;
  std::uint64_t least = 0;  ///< a smaller value is not accepted
};

constexpr std::array known{
    Known{"sieve_max_actions", "", &sieve::Limits::actions, true},
    Known{"sieve_max_redirects", "", &sieve::Limits::redirects},
    Known{"sieve_max_script_size", "", &sieve::Limits::script_octets},
    Known{"sieve_variables_max_value_size", "variables", &sieve::Limits::variable_octets},
    Known{"sieve_variables_max_variable_size", "variables", &sieve::Limits::variable_octets},
    Known{"sieve_variables_max_scope_count", "variables", &sieve::Limits::variables},
    Known{"sieve_notify_max_notifications", "enotify", &sieve::Limits::notifications},
    Known{"sieve_include_max_nesting_depth", "include", &sieve::Limits::include_depth},
    Known{"sieve_include_max_includes", "include", &sieve::Limits::includes},
    Known{"sieve_editheader_max_header_size", "editheader", &sieve::Limits::field_octets, false, 1024},
    Known{"recipient_delimiter", "subaddress", nullptr},
};

/// Whose a setting is: `sieve_NAME_...` belongs to the extension NAME, unless the table says more.
bool belongs(std::string_view name, std::string_view extension) {
  for (const auto& one : known)
    if (one.name == name) return one.extension == extension;
  constexpr std::array engine{"sieve_user_email", "sieve_redirect_",         "sieve_max_",
                              "sieve_extensions", "sieve_global_extensions", "sieve_implicit_extensions"};
  for (const std::string_view prefix : engine)
    if (name.starts_with(prefix)) return extension.empty();
  return !extension.empty() && (name.starts_with("sieve_" + std::string(extension)) ||
                                (extension == "enotify" && name.starts_with("sieve_notify_")) ||
                                (extension.starts_with("spamtest") && name.starts_with("sieve_spamtest_")) ||
                                (extension == "extlists" && name.starts_with("sieve_extlists_")) ||
                                (extension == "include" && name.starts_with("sieve_script/")));
}

/// The names of `sieve_editheader_header` whose field says yes.
std::vector<std::string> protected_fields(const Settings& settings, std::string_view field) {
  std::vector<std::string> names;
  for (const auto element : base::text::split(settings.value("sieve_editheader_header"), ' ')) {
    if (element.empty()) continue;
    const std::string at = "sieve_editheader_header/" + std::string(element) + '/';
    const auto name = settings.value(at + "name");
    if (settings.value(at + std::string(field)) == "yes") names.emplace_back(name.empty() ? element : name);
  }
  return names;
}

}  // namespace

Settings::Settings() : limits_(default_limits()) {
  reload("");
}

void Settings::reload(std::string_view extension) {
  std::erase_if(counting_, [&](const auto& one) { return belongs(one.first, extension); });
  for (const auto& [name, value] : waiting_)
    if (belongs(name, extension)) counting_[name] = value;
  const sieve::Limits defaults = default_limits();
  for (const auto& one : known) {
    if (one.extension != extension || one.limit == nullptr) continue;
    limits_.*one.limit = defaults.*one.limit;
  }
  for (const auto& one : known) {
    if (one.extension != extension || one.limit == nullptr) continue;
    const auto set = amount(value(one.name));
    if (!set || *set < one.least) continue;
    const bool none = one.zero_is_none && *set == 0;
    limits_.*one.limit = none ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(*set);
  }
  if (extension == "editheader") {
    limits_.fields_not_added = protected_fields(*this, "forbid_add");
    limits_.fields_not_deleted = protected_fields(*this, "forbid_delete");
  }
  if (extension == "spamtest" || extension == "spamtestplus")
    limits_.spam = score_source(*this, "spamtest", 10);
  if (extension == "virustest") limits_.virus = score_source(*this, "virustest", 5);
  limits_of_file_ = limits_;
  limits_of_file_.steps = steps_of_a_file;
}

std::string_view Settings::value(std::string_view name) const {
  const auto found = counting_.find(name);
  return found == counting_.end() ? std::string_view() : found->second;
}

}  // namespace sievetool::testsuite
