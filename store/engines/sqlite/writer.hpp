// The one thread that changes the store: all that waits becomes one COMMIT.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/ids.hpp"
#include "net/hand_over.hpp"
#include "net/task.hpp"
#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/recent.hpp"
#include "store/engines/sqlite/transaction.hpp"
#include "store/event_bus.hpp"

namespace store::sqlite {

/// What an operation does to the line of its account. A change in slices takes it with the first and leaves
/// it with the last, so that nobody sees or changes the account in between; the account's other operations
/// wait.
enum class Line { join, take, keep, leave };

/// One operation that waits for the writer. Lives in the frame of the coroutine that waits for it.
class Job {
 public:
  Job(mail::AccountId account, Line line) : account_(account), line_(line) {}
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// False: its Error rolls it back.
  virtual bool run(Transaction& tx) = 0;
  virtual void refuse(base::Error error) = 0;
  virtual void fail(std::exception_ptr failure) = 0;

  [[nodiscard]] mail::AccountId account() const { return account_; }
  [[nodiscard]] Line line() const { return line_; }
  std::function<void()> resume;

 private:
  mail::AccountId account_;
  Line line_;
};

/// Group commit. Every operation has a SAVEPOINT of its own: its Error rolls back that operation, an
/// exception (the disk) the group. Answers and hints leave after the COMMIT.
class Writer {
 public:
  struct Options {
    std::filesystem::path database;
    bool durable = true;
    std::int64_t frames_before_restart = 32'000;  ///< of the WAL
    /// Told once, when the disk has failed and nothing more can be written.
    std::function<void(std::string)> on_broken;
    /// So many operations were refused since the disk is full; on the writer's thread.
    std::function<void(std::size_t)> on_full;
    /// The outbox has rows that are due and that nobody was given; on the writer's thread.
    std::function<void()> on_due;
    /// After each group, with the number of frames in the WAL; on the writer's thread.
    std::function<void(std::int64_t)> on_frames;
    /// Keeps other checkpoints out while the lock is held; without `wait` it may not be had.
    std::function<std::unique_lock<std::mutex>(bool wait)> hold_checkpoints;
  };
  Writer(Options options, Books& books, Recent& recent, const base::Clock& clock, EventBus& bus);
  /// Finishes what waits.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Runs `change` (Transaction& -> Result<T>) for `account` (0: for none) and answers after its COMMIT. An
  /// operation holds the writer for at most 20 ms: more goes in slices.
  template <class T, class Change>
  net::Task<base::Result<T>> write(mail::AccountId account, Change change, Line line = Line::join) {
    Operation<T, Change> operation(account, line, std::move(change));
    auto accept = [this, &operation](std::function<void()> resume) {
      operation.resume = std::move(resume);
      submit(operation);
    };
    co_await net::hand_over(accept);
    co_return operation.take();
  }

  /// The same for a thread that may block.
  template <class T, class Change>
  base::Result<T> write_now(mail::AccountId account, Change change) {
    Operation<T, Change> operation(account, Line::join, std::move(change));
    std::promise<void> done;
    operation.resume = [&done] { done.set_value(); };
    submit(operation);
    done.get_future().get();
    return operation.take();
  }

  /// Runs `work` on the writer's thread between two groups, and waits for it. Not from the writer's thread or
  /// a loop.
  void between_groups(std::function<void(Connection&)> work);
  /// A group runs soon even if nothing waits (released keys).
  void nudge();
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] base::Time now() const { return clock_.now(); }

 private:
  template <class T, class Change>
  class Operation final : public Job {
   public:
    Operation(mail::AccountId account, Line line, Change change)
        : Job(account, line), change_(std::move(change)) {}
    bool run(Transaction& tx) override {
      answer_.emplace(change_(tx));
      return answer_->has_value();
    }
    void refuse(base::Error error) override { answer_.emplace(std::move(error)); }
    void fail(std::exception_ptr failure) override { failure_ = std::move(failure); }
    base::Result<T> take() {
      if (failure_) std::rethrow_exception(failure_);
      return std::move(*answer_);
    }

   private:
    Change change_;
    std::optional<base::Result<T>> answer_;
    std::exception_ptr failure_;
  };

  struct Ran {
    Job* job = nullptr;
    Transaction tx;
    bool ok = false;
  };

  void submit(Job& job);
  void run();
  void admit(const std::deque<Job*>& arrived);
  [[nodiscard]] bool must_wait(const Job& job) const;
  void run_group();
  void run_one(Job& job, std::vector<Ran>& ran);
  void commit(const std::vector<std::int64_t>& released);
  void abandon(std::vector<Ran>& ran);
  void finish(std::vector<Ran>& ran);
  void tell(const Transaction& committed);
  void leave_line(const Job& job);
  void restart_wal();
  void break_down(const std::string& reason);

  Options options_;
  Books& books_;
  Recent& recent_;
  const base::Clock& clock_;
  EventBus& bus_;
  Connection database_;
  std::int64_t frames_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> arrived_;
  std::deque<std::function<void(Connection&)>> between_;
  bool nudged_ = false;
  bool stopping_ = false;
  std::atomic<bool> broken_{false};

  // Of the writer's thread only:
  std::deque<Job*> ready_;
  std::unordered_map<std::int64_t, std::deque<Job*>> lines_;  // accounts taken, and who waits for them

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace store::sqlite
