// The method device: names a registered device of the account, as in "device:phone"; blanks and the like are
// percent-encoded. A name that no device has is no fault of the URI: the device may come back, and a filter
// must not stop working because a phone was replaced. Whoever sends the notification drops it then.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "sieve/uri.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_name = 128;  // octets

std::optional<std::string> name_of(std::string_view uri) {
  auto name = percent_decoded(uri.substr(uri.find(':') + 1));
  if (!name || name->empty() || name->size() > longest_name || !base::text::is_utf8(*name))
    return std::nullopt;
  const bool control =
      std::ranges::any_of(*name, [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
  return control ? std::nullopt : name;
}

std::optional<std::string> fault(std::string_view uri) {
  if (name_of(uri)) return std::nullopt;
  return "\"" + std::string(uri) + "\" does not name a device, as device:phone would";
}

std::string online(Run& run, std::string_view uri) {
  return run.ask(DeviceOnline{*name_of(uri)});
}

const char* prepare(Run& run, Notify& notify) {
  notify.device = *name_of(notify.method);
  const bool again = std::ranges::any_of(run.actions(), [&](const Action& action) {
    const auto* earlier = std::get_if<Notify>(&action);
    return earlier != nullptr && earlier->device == notify.device;
  });
  return again ? "this device is notified already" : nullptr;
}

}  // namespace

extern const Method device_method{.scheme = "device", .fault = fault, .online = online, .prepare = prepare};

}  // namespace sieve
