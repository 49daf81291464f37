// An account as the HTTP API writes and reads it.

#include "notifyd/api/account_json.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "mail/account_address.hpp"
#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

using base::Errc;

/// One that the account has already stays, whatever the rule for new ones says.
base::Result<std::string> address_of(const boost::json::value& value, std::string_view what,
                                     const std::vector<std::string>& had) {
  const auto* text = value.if_string();
  if (text == nullptr) return base::fail(Errc::syntax, std::string(what) + " must be a string");
  if (std::ranges::find(had, base::text::lowered(*text)) != had.end()) return base::text::lowered(*text);
  auto address = mail::account_address(*text);
  if (!address) return base::fail(Errc::syntax, std::string(what) + ": " + address.error().text);
  return address;
}

base::Result<void> lay(store::Account& account, std::string_view key, const boost::json::value& member) {
  if (key == "password") return {};
  if (key == "address" && account.id == mail::AccountId{}) {
    auto address = address_of(member, key, {});
    if (!address) return address.error();
    account.address = std::move(*address);
  } else if (key == "aliases") {
    const auto* list = member.if_array();
    if (list == nullptr || list->size() > 1000)
      return base::fail(Errc::syntax, "aliases must be a list of addresses");
    const auto had = std::exchange(account.aliases, {});
    for (const auto& item : *list) {
      auto alias = address_of(item, "aliases", had);
      if (!alias) return alias.error();
      account.aliases.push_back(std::move(*alias));
    }
  } else if (key == "quota") {
    const auto* quota = member.if_int64();
    if (quota == nullptr || *quota < 0)
      return base::fail(Errc::syntax, "quota must be a number of octets, 0 for none");
    account.quota = static_cast<base::ByteCount>(*quota);
  } else if (key == "enabled") {
    const auto* enabled = member.if_bool();
    if (enabled == nullptr) return base::fail(Errc::syntax, "enabled must be true or false");
    account.enabled = *enabled;
  } else {
    return base::fail(Errc::syntax, "an account has no member " + std::string(key) + " that can be set here");
  }
  return {};
}

}  // namespace

boost::json::object to_json(const store::Account& account) {
  boost::json::array aliases;
  for (const auto& alias : account.aliases) aliases.emplace_back(alias);
  return {{"address", account.address}, {"aliases", aliases},
          {"quota", account.quota},     {"used", account.used},
          {"enabled", account.enabled}, {"created", mail::rfc3339(account.created)}};
}

base::Result<store::Account> account_from_json(const boost::json::object& body, store::Account account) {
  for (const auto& [key, member] : body)
    if (const auto laid = lay(account, key, member); !laid) return laid.error();
  if (account.address.empty()) return base::fail(Errc::syntax, "address is missing");
  std::erase(account.aliases, account.address);
  return account;
}

base::Result<std::string> password_from_json(const boost::json::object& body) {
  auto password = text(body, "password");
  if (password && password->empty() && body.contains("password"))
    return base::fail(Errc::syntax, "password: it cannot be empty; without this member nothing is set");
  return password;
}

}  // namespace notifyd::api
