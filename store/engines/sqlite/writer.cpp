// The one thread that changes the store. Invariants: an answer leaves only after the COMMIT of its group;
// what an operation did in memory is undone when its rows are; the only other work on this connection is what
// between_groups() brings.

#include "store/engines/sqlite/writer.hpp"

#include <future>
#include <sqlite3.h>
#include <stdexcept>
#include <system_error>

#include <SQLiteCpp/Exception.h>

namespace store::sqlite {
namespace {

using namespace std::chrono_literals;

/// A group takes no more operations when it has run this long: those that wait get their answer first.
constexpr auto longest_group = 20ms;
/// A nudge waits this long for company.
constexpr auto nudge_patience = 100ms;
/// For readers of a WAL that must begin anew, in ms: as long as any operation may hold the writer.
constexpr int reader_patience = 20;

base::Error disk_full() {
  return base::fail(base::Errc::no_space, "the disk is full");
}

/// True if the failure concerns the one operation and not the disk under all of them.
bool of_one_operation(const std::exception& failure) {
  if (const auto* sql = dynamic_cast<const SQLite::Exception*>(&failure)) return is_constraint(*sql);
  return dynamic_cast<const std::system_error*>(&failure) == nullptr;
}

}  // namespace

Writer::Writer(Options options, Books& books, Recent& recent, const base::Clock& clock, EventBus& bus)
    : options_(std::move(options)),
      books_(books),
      recent_(recent),
      clock_(clock),
      bus_(bus),
      database_(options_.database, Connection::Role::writer, options_.durable) {
  auto count = [](void* frames, sqlite3*, const char*, int in_wal) {
    *static_cast<std::int64_t*>(frames) = in_wal;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(database_.database().getHandle(), count, &frames_);
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::submit(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(&job);
  }
  wake_.notify_one();
}

void Writer::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  wake_.notify_one();
}

void Writer::between_groups(std::function<void(Connection&)> work) {
  std::promise<void> done;
  auto task = [&](Connection& database) {
    try {
      work(database);
      done.set_value();
    } catch (...) {
      done.set_exception(std::current_exception());
    }
  };
  {
    const std::lock_guard lock(mutex_);
    between_.emplace_back(task);
  }
  wake_.notify_one();
  done.get_future().get();
}

void Writer::run() {
  for (;;) {
    std::deque<std::function<void(Connection&)>> between;
    std::deque<Job*> arrived;
    {
      std::unique_lock lock(mutex_);
      const auto has_work = [&] { return stopping_ || !arrived_.empty() || !between_.empty(); };
      if (ready_.empty()) {
        wake_.wait(lock, [&] { return nudged_ || has_work(); });
        if (!has_work()) wake_.wait_for(lock, nudge_patience, has_work);
      }
      nudged_ = false;
      if (stopping_ && arrived_.empty() && between_.empty() && ready_.empty()) break;
      between.swap(between_);
      arrived.swap(arrived_);
    }
    admit(arrived);
    run_group();
    for (const auto& work : between) work(database_);
    restart_wal();
  }
  run_group();  // the keys that were released last
}

bool Writer::must_wait(const Job& job) const {
  return (job.line() == Line::join || job.line() == Line::take) && lines_.contains(job.account().value);
}

void Writer::admit(const std::deque<Job*>& arrived) {
  for (Job* job : arrived) {
    if (must_wait(*job))
      lines_[job->account().value].push_back(job);
    else
      ready_.push_back(job);
  }
}

void Writer::run_group() {
  const auto released = books_.dedup.take_released(clock_.now());
  if (ready_.empty() && released.empty()) return;
  std::vector<Ran> ran;
  ran.reserve(ready_.size());  // no operation moves while another refers to it
  try {
    if (broken_) throw std::runtime_error("the store cannot write any more: its disk has failed");
    database_.run("BEGIN IMMEDIATE");
    const auto until = std::chrono::steady_clock::now() + longest_group;
    while (!ready_.empty() && std::chrono::steady_clock::now() < until) {
      Job& job = *ready_.front();
      ready_.pop_front();
      if (must_wait(job)) {  // an operation of this very group has taken the line
        lines_[job.account().value].push_back(&job);
        continue;
      }
      if (job.line() == Line::take) lines_.try_emplace(job.account().value);
      run_one(job, ran);
    }
    commit(released);
  } catch (...) {
    abandon(ran);
  }
  finish(ran);
}

void Writer::run_one(Job& job, std::vector<Ran>& ran) {
  ran.push_back({&job, Transaction(database_, books_, clock_.now())});
  Ran& one = ran.back();
  database_.run("SAVEPOINT operation");
  try {
    one.ok = job.run(one.tx);
  } catch (const std::exception& failure) {
    if (!of_one_operation(failure) || !database_.in_transaction()) throw;
    job.fail(std::current_exception());
  }
  if (!one.ok) {
    database_.run("ROLLBACK TO operation");
    one.tx.roll_back();
    if (const auto instead = one.tx.take_instead()) instead(one.tx);
  }
  database_.run("RELEASE operation");
}

void Writer::commit(const std::vector<std::int64_t>& released) {
  for (const auto row : released) database_.run("DELETE FROM dedup WHERE id = ?", row);
  database_.run("COMMIT");
  if (options_.on_frames) options_.on_frames(frames_);
}

/// The group is lost: nothing of it is in the database, and each of its operations hears why.
void Writer::abandon(std::vector<Ran>& ran) {
  const auto failure = std::current_exception();
  bool full = false;
  try {
    std::rethrow_exception(failure);
  } catch (const SQLite::Exception& sql) {
    full = is_full(sql);
    if (!full && (sql.getErrorCode() & 0xFF) != SQLITE_BUSY) break_down(sql.what());
  } catch (const std::system_error& system) {
    full = system.code() == std::errc::no_space_on_device;
    if (!full) break_down(system.what());
  } catch (const std::exception&) {
    full = false;
  }
  sqlite3_exec(database_.database().getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
  // What had not been run yet shares the fate of the group: it would meet the same disk.
  for (Job* job : ready_) ran.push_back({job, Transaction(database_, books_, clock_.now())});
  ready_.clear();
  if (full && options_.on_full) options_.on_full(ran.size());
  for (auto& one : ran) {
    one.tx.roll_back();
    if (full)
      one.job->refuse(disk_full());
    else
      one.job->fail(failure);
    one.ok = false;
  }
}

void Writer::finish(std::vector<Ran>& ran) {
  for (auto& one : ran) {
    tell(one.tx);
    // A slice that failed keeps the line: what came before it must be undone first.
    if (one.job->line() == Line::leave || (one.job->line() == Line::take && !one.ok)) leave_line(*one.job);
    const auto resume = std::move(one.job->resume);  // the job ends as soon as its coroutine goes on
    resume();
  }
}

/// What changed leaves memory first: whoever hears of a change must not find the old state.
void Writer::tell(const Transaction& committed) {
  for (const auto account : committed.forgotten()) recent_.forget(account);
  if (const auto& row = committed.saved()) recent_.save(*row);
  if (committed.owes() && options_.on_due) options_.on_due();
  if (committed.ends_logins()) ++books_.login_changes;
  if (const auto& hint = committed.hinted()) bus_.publish(hint->first, hint->second);
}

void Writer::leave_line(const Job& job) {
  const auto line = lines_.find(job.account().value);
  if (line == lines_.end()) return;
  const auto waiting = std::move(line->second);
  lines_.erase(line);
  admit(waiting);
}

/// Only here does the WAL begin anew. A reader that still uses it, or a checkpoint that runs, makes this try
/// again after the next group; but a log that has grown on is worth a short wait for both: under full load
/// there is always one of them.
void Writer::restart_wal() {
  if (frames_ < options_.frames_before_restart || broken_) return;
  const bool urgent = frames_ >= options_.frames_before_restart * 5 / 4;
  std::unique_lock<std::mutex> alone;
  if (options_.hold_checkpoints) {
    alone = options_.hold_checkpoints(urgent);
    if (!alone) return;
  }
  sqlite3* handle = database_.database().getHandle();
  sqlite3_busy_timeout(handle, urgent ? reader_patience : 0);
  const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(handle, busy_patience);
  if (code == SQLITE_OK) {
    frames_ = 0;
    if (options_.on_frames) options_.on_frames(frames_);
  } else if ((code & 0xFF) == SQLITE_IOERR) {
    break_down(sqlite3_errmsg(handle));
  }
}

void Writer::break_down(const std::string& reason) {
  if (!broken_.exchange(true) && options_.on_broken) options_.on_broken(reason);
}

}  // namespace store::sqlite
