// The server's own VAPID keys (RFC 8292).

#include "notifyd/vapid_keys.hpp"

#include "base/text.hpp"
#include "connectors/vapid.hpp"

namespace notifyd {
namespace {

constexpr const char* setting_name = "vapid_keys";

}  // namespace

store::Answer<std::vector<std::string>> load_vapid_keys(store::Store& store) {
  const auto kept = co_await store.setting(setting_name);
  if (!kept) co_return kept.error();
  std::vector<std::string> keys;
  if (*kept)
    for (const auto key : base::text::split(**kept, ' ')) keys.emplace_back(key);
  if (!keys.empty()) co_return keys;
  keys.push_back(connectors::VapidKey::make().text());
  const auto put = co_await store.put_setting(setting_name, keys.front());
  if (!put) co_return put.error();
  co_return keys;
}

std::string vapid_public_key(const std::vector<std::string>& keys) {
  return connectors::VapidKey::parse(keys.front()).value().public_text();
}

}  // namespace notifyd
