// The bundled engine: a folder with a SQLite database for rows and segment files for bodies.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/octets.hpp"
#include "base/result.hpp"
#include "net/loops.hpp"
#include "store/blobs.hpp"
#include "store/event_bus.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace store::sqlite {

/// Another process owns the folder; the text says which.
class StoreInUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The key of the secrets is not there, or is not the one of this store; the text says what to do.
class WrongKey : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What was given to back_up() or restore() is not what they need: not_found, syntax (no whole backup),
/// already_exists (something is there already).
class CopyRefused : public std::runtime_error {
 public:
  CopyRefused(base::Errc why, const std::string& text) : std::runtime_error(text), code(why) {}
  base::Errc code;
};

/// What tests make the engine do; all empty in service.
struct TestHooks {
  /// At each step of a delivery: an Error fails that delivery, an exception the whole group.
  std::function<std::optional<base::Error>(std::string_view step)> fault;
  /// In place of fdatasync of a segment: 0 or an errno.
  std::function<int(int)> segment_sync;
};

struct EngineOptions {
  std::filesystem::path directory;  ///< made if it is not there, for the owner alone
  std::filesystem::path
      key_file;                ///< of the secrets, outside the backup; made with mode 0600 if it is not there
  bool runs_notifier = false;  ///< this process works the outbox off
  std::function<bool()> has_room;  ///< the notifier's queue can take one more item; from any thread
  std::chrono::seconds first_lease{60};
  std::chrono::seconds erase_within =
      std::chrono::hours(24);  ///< an expunged body is gone from the disk by then
  std::chrono::seconds event_retention =
      std::chrono::hours(30 * 24);  ///< what changes() and expunged() can answer
  std::chrono::seconds trace_retention = std::chrono::hours(7 * 24);  ///< what `filter explain` can tell
  std::chrono::seconds dedup_retention = std::chrono::hours(5 * 24);  ///< an unreleased key is in force
  std::chrono::seconds orphan_retention =
      std::chrono::hours(1);  ///< a body that was put may still be delivered
  base::ByteCount segment_size = 256 << 20;
  /// False: nothing is synced, and a power cut loses mail. For the test that proves that one can see it.
  bool durable = true;
  std::function<void(std::string)>
      on_broken;  ///< the disk has failed: the process should end; from any thread
  /// The outbox has rows that are due and that this process was not given; from any thread, must not block.
  std::function<void()> on_due;
  base::Log log;
  TestHooks hooks;
};

/// Owns the folder (one process at a time) and all threads of the engine. Everything it returns lives as long
/// as it does; it must outlive the coroutines that wait for it.
class SqliteEngine {
 public:
  /// `pool` runs what may block (reads). Throws StoreInUse, NewerSchema, std::runtime_error (damaged, wrong
  /// key).
  SqliteEngine(EngineOptions options, const base::Clock& clock, EventBus& bus,
               const boost::asio::any_io_executor& pool);
  ~SqliteEngine();
  SqliteEngine(const SqliteEngine&) = delete;
  SqliteEngine& operator=(const SqliteEngine&) = delete;

  [[nodiscard]] Store& store();
  [[nodiscard]] Outbox& outbox();
  [[nodiscard]] BlobStore& blobs();

  // These block, and are not for a loop.

  /// Purges what is past its time, and compacts; also happens by itself once a minute.
  void tidy();
  /// A sentence for each invariant that does not hold; none if the store is sound. Reads every body.
  std::vector<std::string> check();
  /// Writes the state of one moment to `to`, which must be empty or not there, while deliveries go on.
  /// Without the key file of the secrets: keep that apart. Throws CopyRefused if it is not,
  /// std::runtime_error.
  void back_up(const std::filesystem::path& to);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Makes the store `to` of the backup `from`. Uids and modseqs that were given after the backup are not given
/// again, so that no client takes a new message for one that it has seen. Throws CopyRefused: `to` holds a
/// store, `from` no whole backup.
void restore(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace store::sqlite
