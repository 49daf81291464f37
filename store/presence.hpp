// Which device hears in band: what was written to its sessions, and what their TCP has acknowledged.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "mail/ids.hpp"

namespace store {

/// One IMAP session of a device that listens (IDLE, NOTIFY). Reported by the session, on its loop.
/// Thread-safe.
class Presence {
 public:
  enum class Heard {
    no,       ///< no session of the device has been told of this event, or told and lost: push
    pending,  ///< written, not yet acknowledged; ask again (within 10 s of the writing)
    yes,      ///< acknowledged by the peer's TCP: do not push
  };

  /// A listening session; it counts while this lives and its acknowledgements come.
  class Session {
   public:
    virtual ~Session() = default;
    /// Responses for exactly these events are written (those of other mailboxes are not); acknowledged()
    /// tells when `octets` of the stream were.
    virtual void wrote(std::vector<mail::ModSeq> events, std::uint64_t octets) = 0;
    /// The peer's TCP has acknowledged the stream up to `octets`.
    virtual void acknowledged(std::uint64_t octets) = 0;
  };

  virtual ~Presence() = default;
  virtual std::unique_ptr<Session> listen(mail::AccountId account, mail::DeviceId device) = 0;
  /// True if the device has a session that counts as listening: a push waits to see whether that one hears.
  [[nodiscard]] virtual bool listens(mail::AccountId account, mail::DeviceId device) const = 0;
  [[nodiscard]] virtual Heard heard(mail::AccountId account, mail::DeviceId device,
                                    mail::ModSeq modseq) const = 0;
};

/// Kept in memory: for each device the latest 256 events that it heard. What is not acknowledged within
/// 10 s does not count, and its session counts as listening no more until its peer acknowledges again.
std::unique_ptr<Presence> make_presence(const base::Clock& clock);

}  // namespace store
