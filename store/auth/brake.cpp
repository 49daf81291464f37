// Failures by peer and by login, in one bounded list ordered by use.

#include "store/auth/brake.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "net/address.hpp"

namespace store::auth {
namespace {

/// A fixed-size key, so that long names cost no memory.
std::string key_of(char kind, std::string_view text) {
  return base::sha256(std::string(1, kind) + std::string(text)).substr(0, 16);
}

std::string peer_key(std::string_view network) {
  return key_of('p', network);
}
std::string login_key(std::string_view login) {
  return key_of('l', login);
}
std::string pair_text(std::string_view peer, std::string_view login) {
  return std::string(peer) + '\0' + std::string(login);
}
/// Failures of a pair that is known to be good.
std::string pair_key(std::string_view peer, std::string_view login) {
  return key_of('b', pair_text(peer, login));
}
/// That it is known to be good.
std::string known_key(std::string_view peer, std::string_view login) {
  return key_of('k', pair_text(peer, login));
}

}  // namespace

std::string braked_network(const std::string& peer_address) {
  const auto address = net::ip_socket_address(peer_address, 0);
  return address && !net::is_loopback(*address) ? net::network_of(*address) : "";
}

Brake::Brake(const base::Clock& clock, BrakeRules rules) : clock_(clock), rules_(rules) {}

bool Brake::holds_off(std::string_view peer, std::string_view login) const {
  const std::string network = braked_network(std::string(peer));
  const std::lock_guard lock(mutex_);
  if (login.empty()) return !network.empty() && is_held(peer_key(network));
  if (is_known(network, login)) return is_held(pair_key(network, login));
  return (!network.empty() && is_held(peer_key(network))) || is_held(login_key(login));
}

std::chrono::seconds Brake::failed(std::string_view peer, std::string_view login) {
  const std::string network = braked_network(std::string(peer));
  const std::lock_guard lock(mutex_);
  if (login.empty()) return network.empty() ? std::chrono::seconds(0) : count(peer_key(network));
  if (is_known(network, login)) return count(pair_key(network, login));
  const auto by_login = count(login_key(login));
  return network.empty() ? by_login : std::max(by_login, count(peer_key(network)));
}

void Brake::succeeded(std::string_view peer, std::string_view login) {
  const std::string network = braked_network(std::string(peer));
  const std::lock_guard lock(mutex_);
  // The peer's own count stays: an attacker with one good account must not clear it.
  drop(pair_key(network, login));
  if (!network.empty()) {
    touch(known_key(network, login)).last = clock_.now();
    return;
  }
  drop(login_key(login));  // loopback has no pair to be known by
}

std::size_t Brake::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

const Brake::Entry* Brake::find(const std::string& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &*found->second;
}

Brake::Entry& Brake::touch(const std::string& key) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front();
  }
  if (entries_.size() >= rules_.limit) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front(Entry{.key = key, .last = clock_.now()});
  by_key_[key] = entries_.begin();
  return entries_.front();
}

void Brake::drop(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

bool Brake::is_known(std::string_view peer, std::string_view login) const {
  if (peer.empty()) return false;
  const Entry* entry = find(known_key(peer, login));
  return entry != nullptr && clock_.now() < entry->last + rules_.known_pair;
}

bool Brake::is_held(const std::string& key) const {
  const Entry* entry = find(key);
  const auto now = clock_.now();
  // Held longer than anyone ever is: the clock was set back.
  return entry != nullptr && now < entry->held_until && entry->held_until <= now + rules_.hold;
}

std::chrono::seconds Brake::count(const std::string& key) {
  Entry& entry = touch(key);
  const auto now = clock_.now();
  if (now >= entry.last + rules_.forget) entry.failures = 0;
  entry.last = now;
  ++entry.failures;
  if (entry.failures <= rules_.free_failures) return {};
  const unsigned over = entry.failures - rules_.free_failures;
  if (over > rules_.slow_failures) {
    entry.held_until = now + rules_.hold;
    return rules_.longest_delay;
  }
  return std::min(rules_.longest_delay, std::chrono::seconds(1LL << std::min(over - 1, 30U)));
}

}  // namespace store::auth
