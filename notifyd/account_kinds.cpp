// The kinds of accounts, by the configuration, and what scripts can do on each (RFC 5804 section 1.7: the
// SIEVE line may differ after login).

#include "notifyd/account_kinds.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace notifyd {
namespace {

using sieve::Needs;

sieve::Engine::Settings hooked_settings(const Settings& settings) {
  auto hooked = sieve_settings(settings);
  hooked.place = {.offers = Needs::delivery,
                  .reason =
                      "its mail goes on to another server by LMTP, which carries no flags, and whose "
                      "mailboxes are not known here"};
  return hooked;
}

/// No mail leaves for what was only looked at.
sieve::Engine::Settings tapped_settings(const Settings& settings) {
  auto tapped = sieve_settings(settings);
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
  out.limits.script_octets = settings.sieve.script_limit;
  out.limits.redirects = settings.sieve.redirects;
  out.limits.notifications = settings.sieve.notifications;
  out.limits.spam = settings.sieve.spam;
  if (!settings.sieve.spam) out.disabled.insert(out.disabled.end(), {"spamtest", "spamtestplus"});
  out.limits.virus = settings.sieve.virus;
  if (!settings.sieve.virus) out.disabled.emplace_back("virustest");
  out.limits.fields_not_added = settings.sieve.headers_not_added;
  out.limits.fields_not_deleted = settings.sieve.headers_not_deleted;
  using std::chrono::duration_cast, std::chrono::seconds;
  out.limits.vacation_least = duration_cast<seconds>(settings.sieve.vacation_least);
  out.limits.vacation_usual = duration_cast<seconds>(settings.sieve.vacation_usual);
  out.limits.vacation_most = duration_cast<seconds>(settings.sieve.vacation_most);
  if (settings.smarthost.host.empty()) {  // no mail leaves
    out.disabled_methods.emplace_back("mailto");
    out.disabled.insert(out.disabled.end(),
                        {"vacation", "vacation-seconds", "redirect-dsn", "redirect-deliverby"});
  }
  return out;
}

filters::AdministrativeFiles administrative_files(const SieveSettings& settings) {
  return {.before = settings.before, .after = settings.after, .global = settings.global};
}

AccountKinds::AccountKinds(const Settings& settings)
    : is_hooked_(!settings.lmtp.next.empty()),
      stored_checker_(sieve_settings(settings)),
      hooked_checker_(hooked_settings(settings)),
      tapped_checker_(tapped_settings(settings)) {
  for (const TapSettings& tap : settings.taps)
    for (const std::string& account : tap.accounts) tapped_.insert(base::text::lowered(account));
}

AccountKinds::Kind AccountKinds::of(const std::string& address) const {
  if (is_tapped(address)) return Kind::tapped;
  return is_hooked_ ? Kind::hooked : Kind::stored;
}

const sieve::Engine& AccountKinds::checker(const std::string& address) const {
  return is_tapped(address) ? tapped_checker_ : common_checker();
}

const sieve::Engine& AccountKinds::common_checker() const {
  return is_hooked_ ? hooked_checker_ : stored_checker_;
}

}  // namespace notifyd
