// The kinds of accounts, by the configuration, and what scripts can do on each (RFC 5804 section 1.7: the
// SIEVE line may differ after login).

#include "notifyd/account_kinds.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace notifyd {
namespace {

using sieve::Needs;

sieve::Engine::Settings hooked_settings(sieve::Engine::Settings hooked) {
  hooked.place = {.offers = Needs::delivery,
                  .reason =
                      "its mail goes on to another server by LMTP, which carries no flags, and whose "
                      "mailboxes are not known here"};
  return hooked;
}

/// What only the administrator's scripts may do.
constexpr std::array of_programs{"vnd.dovecot.pipe", "vnd.dovecot.filter", "vnd.dovecot.execute"};

/// No mail leaves for what was only looked at.
sieve::Engine::Settings tapped_settings(sieve::Engine::Settings tapped) {
  tapped.place = {.offers = Needs::message,
                  .reason =
                      "its mail is filed already, on another server; the script decides who is told: use "
                      "tests, keep, discard, stop, and notify with a URI such as \"device:phone\""};
  tapped.limits.redirects = 0;
  tapped.disabled_methods.emplace_back("mailto");
  return tapped;
}

}  // namespace

sieve::Engine::Settings sieve_settings(const Settings& settings) {
  sieve::Engine::Settings out;
  out.limits = settings.sieve.limits;
  out.disabled_methods = settings.sieve.notify.disabled;
  if (!out.limits.spam) out.disabled.insert(out.disabled.end(), {"spamtest", "spamtestplus"});
  if (!out.limits.virus) out.disabled.emplace_back("virustest");
  if (settings.sieve.programs.folder.empty())
    out.disabled.insert(out.disabled.end(), of_programs.begin(), of_programs.end());
  if (!settings.push.on) out.disabled.emplace_back("imapsieve");  // nobody works the outbox off
  if (settings.smarthost.host.empty()) {                          // no mail leaves
    out.disabled_methods.emplace_back("mailto");
    out.disabled.insert(out.disabled.end(), {"vacation", "vacation-seconds", "vnd.dovecot.report",
                                             "redirect-dsn", "redirect-deliverby"});
  }
  return out;
}

sieve::Engine::Settings sieve_settings(const Settings& settings, const SieveClass* of) {
  auto out = sieve_settings(settings);
  out.disabled.insert(out.disabled.end(), of_programs.begin(), of_programs.end());
  const auto& disabled = of == nullptr ? settings.sieve.disabled : of->disabled;
  out.disabled.insert(out.disabled.end(), disabled.begin(), disabled.end());
  if (of == nullptr) return out;
  const auto& methods = of->disabled_methods;
  out.disabled_methods.insert(out.disabled_methods.end(), methods.begin(), methods.end());
  out.limits = of->limits;
  return out;
}

filters::AdministrativeFiles administrative_files(const SieveSettings& settings) {
  return {.before = settings.before, .after = settings.after, .global = settings.global};
}

AccountKinds::Engines::Engines(const sieve::Engine::Settings& settings)
    : stored(settings), hooked(hooked_settings(settings)), tapped(tapped_settings(settings)) {}

AccountKinds::AccountKinds(const Settings& settings)
    : is_hooked_(!settings.lmtp.next.empty()),
      classes_(settings.sieve.classes),
      a_day_(settings.sieve.notify.a_day),
      usual_(sieve_settings(settings, nullptr)),
      administrative_(sieve_settings(settings)) {
  for (const TapSettings& tap : settings.taps)
    for (const std::string& account : tap.accounts) tapped_.insert(base::text::lowered(account));
  for (const SieveClass& one : classes_)
    of_classes_.push_back(std::make_unique<const Engines>(sieve_settings(settings, &one)));
}

AccountKinds::Kind AccountKinds::of(const std::string& address) const {
  if (is_tapped(address)) return Kind::tapped;
  return is_hooked_ ? Kind::hooked : Kind::stored;
}

const AccountKinds::Engines& AccountKinds::engines(const std::string& address) const {
  const SieveClass* of = class_of(classes_, address);
  return of == nullptr ? usual_ : *of_classes_[static_cast<std::size_t>(of - classes_.data())];
}

const sieve::Engine& AccountKinds::checker(const std::string& address) const {
  const Engines& engines = this->engines(address);
  return is_tapped(address) ? engines.tapped : here(engines);
}

bool AccountKinds::runs_imap_events(const std::string& address) const {
  const auto& known = (address.empty() ? common_checker() : checker(address)).capabilities();
  return std::ranges::find(known, "imapsieve") != known.end();
}

const sieve::Engine& AccountKinds::runner(const std::string& address) const {
  return engines(address).stored;
}

const filters::DailyLimits& AccountKinds::a_day(const std::string& address) const {
  const SieveClass* of = class_of(classes_, address);
  return of == nullptr ? a_day_ : of->a_day;
}

}  // namespace notifyd
