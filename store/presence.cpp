// Which device hears in band, kept in memory. Invariant: `heard` of a device holds only events that the
// peer's TCP has acknowledged.

#include "store/presence.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

namespace store {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 10s;            // from the writing to the acknowledgement
constexpr std::size_t most_events = 256;  // of each device and session; a notifier asks within seconds
constexpr std::size_t most_idle_devices = 10'000;  // devices without a session whose events are remembered

using Key = std::pair<mail::AccountId, mail::DeviceId>;

struct Written {
  mail::ModSeq event;
  std::uint64_t octets = 0;
  base::Time at;
};

struct Listening {
  std::deque<Written> unacknowledged;
};

struct DeviceState {
  std::vector<const Listening*> sessions;
  std::deque<mail::ModSeq> heard;
};

class InMemory final : public Presence {
 public:
  explicit InMemory(const base::Clock& clock) : clock_(clock) {}

  std::unique_ptr<Session> listen(mail::AccountId account, mail::DeviceId device) override {
    return std::make_unique<Ear>(*this, Key{account, device});
  }

  bool listens(mail::AccountId account, mail::DeviceId device) const override {
    const std::lock_guard lock(mutex_);
    const auto at = devices_.find({account, device});
    return at != devices_.end() &&
           std::ranges::any_of(at->second.sessions, [&](const auto* session) { return !is_lost(*session); });
  }

  Heard heard(mail::AccountId account, mail::DeviceId device, mail::ModSeq modseq) const override {
    const std::lock_guard lock(mutex_);
    const auto at = devices_.find({account, device});
    if (at == devices_.end()) return Heard::no;
    if (std::ranges::find(at->second.heard, modseq) != at->second.heard.end()) return Heard::yes;
    for (const auto* session : at->second.sessions) {
      if (is_lost(*session)) continue;  // what is written after an event that was lost waits for nobody
      for (const auto& written : session->unacknowledged)
        if (written.event == modseq) return Heard::pending;
    }
    return Heard::no;
  }

 private:
  /// One session. Its acknowledged events outlive it, since a notifier may ask a moment later.
  class Ear final : public Session {
   public:
    Ear(InMemory& presence, Key key) : presence_(presence), key_(key) {
      const std::lock_guard lock(presence_.mutex_);
      presence_.devices_[key_].sessions.push_back(&state_);
    }
    Ear(const Ear&) = delete;
    Ear& operator=(const Ear&) = delete;
    ~Ear() override {
      const std::lock_guard lock(presence_.mutex_);
      std::erase(presence_.devices_[key_].sessions, &state_);
      presence_.forget_some();
    }

    void wrote(std::vector<mail::ModSeq> events, std::uint64_t octets) override {
      const std::lock_guard lock(presence_.mutex_);
      for (const auto event : events)
        state_.unacknowledged.push_back({event, octets, presence_.clock_.now()});
      while (state_.unacknowledged.size() > most_events) state_.unacknowledged.pop_front();
    }

    void acknowledged(std::uint64_t octets) override {
      const std::lock_guard lock(presence_.mutex_);
      auto& heard = presence_.devices_[key_].heard;
      auto& waiting = state_.unacknowledged;
      while (!waiting.empty() && waiting.front().octets <= octets) {
        heard.push_back(waiting.front().event);
        waiting.pop_front();
      }
      while (heard.size() > most_events) heard.pop_front();
    }

   private:
    InMemory& presence_;
    Key key_;
    Listening state_;
  };

  /// Its peer has taken nothing for too long: a phone that left without a word.
  [[nodiscard]] bool is_lost(const Listening& session) const {
    return !session.unacknowledged.empty() && clock_.now() - session.unacknowledged.front().at >= patience;
  }

  void forget_some() {
    if (devices_.size() <= most_idle_devices) return;
    std::erase_if(devices_, [](const auto& entry) { return entry.second.sessions.empty(); });
  }

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::map<Key, DeviceState> devices_;
};

}  // namespace

std::unique_ptr<Presence> make_presence(const base::Clock& clock) {
  return std::make_unique<InMemory>(clock);
}

}  // namespace store
