// Accounts, credentials, devices, scripts and settings in memory, for tests of logins and of ManageSieve.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tests/support/unused_store.hpp"

namespace store {

/// Used from one thread at a time. `failure`, once set, is the answer to everything.
class AccountStore : public UnusedStore {
 public:
  std::optional<base::Error> failure;
  unsigned reads = 0;  ///< account, device and credential reads so far

  Answer<mail::AccountId> put_account(Account account) override {
    if (failure) co_return *failure;
    for (const auto& [id, other] : accounts_)
      if (other.address == account.address) co_return base::fail(base::Errc::already_exists, "taken");
    account.id = mail::AccountId{++last_id_};
    const auto id = account.id;
    accounts_[id.value] = std::move(account);
    co_return id;
  }
  void disable(mail::AccountId account) {
    accounts_.at(account.value).enabled = false;
    ++login_changes_;
  }
  [[nodiscard]] std::uint64_t login_changes() const noexcept override { return login_changes_; }

  Answer<Account> account(mail::AccountId id) override {
    ++reads;
    const auto found = accounts_.find(id.value);
    if (found == accounts_.end()) co_return base::fail(base::Errc::not_found, "no such account");
    co_return found->second;
  }
  Answer<Account> account_by_address(std::string address) override {
    ++reads;
    if (failure) co_return *failure;
    for (const auto& [id, account] : accounts_) {
      if (account.address == address) co_return account;
      for (const auto& alias : account.aliases)
        if (alias == address) co_return account;
    }
    co_return base::fail(base::Errc::not_found, "no such account");
  }

  Answer<std::monostate> put_domain(Domain domain) override {
    const std::string name = domain.name;
    domains_[name] = std::move(domain);
    co_return std::monostate();
  }
  Answer<std::optional<Domain>> domain(std::string name) override {
    const auto found = domains_.find(name);
    if (found == domains_.end()) co_return std::nullopt;
    co_return found->second;
  }

  Answer<std::monostate> put_credential(Credential credential) override {
    std::erase_if(credentials_, [&](const Credential& other) {
      return other.kind == credential.kind && other.kind != Credential::Kind::api_token &&
             other.account == credential.account && other.device == credential.device;
    });
    credentials_.push_back(std::move(credential));
    ++login_changes_;
    co_return std::monostate();
  }
  Answer<std::vector<Credential>> credentials(mail::AccountId account) override {
    ++reads;
    std::vector<Credential> answer;
    for (const auto& each : credentials_)
      if (each.account == account) answer.push_back(each);
    co_return answer;
  }
  Answer<std::optional<Credential>> token(std::string verifier) override {
    for (const auto& each : credentials_)
      if (each.kind == Credential::Kind::api_token && each.verifier == verifier) co_return each;
    co_return std::nullopt;
  }

  Answer<mail::DeviceId> put_device(Device device) override {
    device.id = mail::DeviceId{++last_id_};
    const auto id = device.id;
    devices_.push_back(std::move(device));
    co_return id;
  }
  Answer<std::vector<Device>> devices(mail::AccountId account) override {
    ++reads;
    std::vector<Device> answer;
    for (const auto& each : devices_)
      if (each.account == account) answer.push_back(each);
    co_return answer;
  }
  Answer<std::monostate> drop_device(mail::AccountId, mail::DeviceId device) override {
    std::erase_if(devices_, [&](const Device& each) { return each.id == device; });
    std::erase_if(credentials_, [&](const Credential& each) { return each.device == device; });
    ++login_changes_;
    co_return std::monostate();
  }

  Answer<std::monostate> put_setting(std::string name, std::optional<std::string> value) override {
    if (value)
      settings_[name] = *value;
    else
      settings_.erase(name);
    co_return std::monostate();
  }
  Answer<std::optional<std::string>> setting(std::string name) override {
    const auto found = settings_.find(name);
    if (found == settings_.end()) co_return std::nullopt;
    co_return found->second;
  }

  Answer<mail::ModSeq> put_script(mail::AccountId account, ScriptChange change,
                                  ScriptLimits limits) override {
    if (failure) co_return *failure;
    auto& scripts = scripts_[account.value];
    const auto found = scripts.find(change.name);
    const bool there = found != scripts.end();
    using Kind = ScriptChange::Kind;
    if (change.kind == Kind::put) {
      if (!there && scripts.size() >= limits.scripts)
        co_return base::fail(base::Errc::over_quota, "too many");
      scripts[change.name].text = change.text;
    } else if (!there && !(change.kind == Kind::activate && change.name.empty())) {
      co_return base::fail(base::Errc::not_found, "no such script");
    } else if (change.kind == Kind::activate) {
      for (auto& [name, script] : scripts) script.active = name == change.name;
    } else if (change.kind == Kind::remove) {
      if (found->second.active)
        co_return base::fail(base::Errc::denied, "the active script cannot be deleted");
      scripts.erase(found);
    } else {
      if (scripts.contains(change.new_name)) co_return base::fail(base::Errc::already_exists, "taken");
      auto node = scripts.extract(found);
      node.key() = change.new_name;
      scripts.insert(std::move(node));
    }
    co_return mail::ModSeq{1};
  }
  Answer<std::vector<Script>> scripts(mail::AccountId account) override {
    if (failure) co_return *failure;
    std::vector<Script> answer;
    for (const auto& [name, script] : scripts_[account.value])
      answer.push_back({.name = name, .text = script.text, .active = script.active});
    co_return answer;
  }
  Answer<Script> script(mail::AccountId account, std::string name) override {
    const auto& scripts = scripts_[account.value];
    for (const auto& [each, script] : scripts)
      if (each == name || (name.empty() && script.active))
        co_return Script{.name = each, .text = script.text, .active = script.active};
    co_return base::fail(base::Errc::not_found, "no such script");
  }

 private:
  std::uint64_t login_changes_ = 1;
  std::map<std::int64_t, std::map<std::string, Script>> scripts_;
  std::int64_t last_id_ = 0;
  std::map<std::int64_t, Account> accounts_;
  std::map<std::string, Domain> domains_;
  std::vector<Credential> credentials_;
  std::vector<Device> devices_;
  std::map<std::string, std::string> settings_;
};

}  // namespace store
