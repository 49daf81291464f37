// The log's thread. A system call for each line cost more than all the rest of the log; a thread that is
// woken for each costs as much again.

#include "base/log_output.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <sys/poll.h>
#include <unistd.h>

namespace base {
namespace {

std::atomic<LogOutput*> saved_at_crash = nullptr;

std::uint64_t lines_in(std::string_view octets) {
  return static_cast<std::uint64_t>(std::ranges::count(octets, '\n'));
}

}  // namespace

LogOutput::LogOutput(Options options) : options_(options) {
  thread_ = std::thread([this] { run(); });
}

LogOutput::~LogOutput() {
  LogOutput* self = this;
  saved_at_crash.compare_exchange_strong(self, nullptr);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LogOutput::add(std::string_view line, bool at_once) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > options_.limit) drop_oldest(line.size());
    const auto before = waiting_.size();
    waiting_ += line;
    wake = before == 0 || (at_once && !urgent_) ||
           (before < options_.enough && waiting_.size() >= options_.enough);
    urgent_ = urgent_ || at_once;
  }
  if (wake) wake_.notify_one();
}

/// Makes room for so many more, and for some that will follow: to drop one line for each that comes would
/// move all that wait each time.
void LogOutput::drop_oldest(std::size_t octets) {
  const auto needed = std::min(waiting_.size(), octets + options_.limit / 8);
  const auto end = waiting_.find('\n', needed == 0 ? 0 : needed - 1);
  const auto cut = end == std::string::npos ? waiting_.size() : end + 1;
  dropped_ += lines_in(std::string_view(waiting_).substr(0, cut));
  waiting_.erase(0, cut);
}

void LogOutput::run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    wake_.wait_for(lock, options_.patience,
                   [&] { return ending_ || urgent_ || waiting_.size() >= options_.enough; });
    lines.swap(waiting_);
    urgent_ = false;
    writing_ = true;
    lock.unlock();
    write(lines);
    lines.clear();  // keeps its room for the next
    lock.lock();
    writing_ = false;
  }
}

void LogOutput::write(std::string_view lines) {
  while (!lines.empty()) {
    const auto count = ::write(options_.descriptor, lines.data(), lines.size());
    if (count >= 0) {
      lines.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {  // whoever shares the descriptor has made it so
      pollfd ready{.fd = options_.descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      dropped_ += lines_in(lines);
      return;
    }
  }
}

void LogOutput::save_at_crash() {
  saved_at_crash = this;
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    struct sigaction now{};
    // A sanitizer has something to say of its own.
    if (::sigaction(signal, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) continue;
    struct sigaction ours{};
    ours.sa_handler = &on_crash;
    ours.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &ours, nullptr);
  }
}

/// Nothing here allocates. The lock may be held by the thread that has crashed, so this does not wait for it
/// for long.
void LogOutput::on_crash(int signal) {
  constexpr int tries = 100;
  auto* output = saved_at_crash.exchange(nullptr);
  for (int i = 0; output != nullptr && i < tries; ++i) {
    if (output->mutex_.try_lock()) {
      if (!output->writing_) {
        output->write(output->waiting_);
        output->waiting_.clear();
        output->mutex_.unlock();
        break;
      }
      output->mutex_.unlock();
    }
    const timespec moment{.tv_sec = 0, .tv_nsec = 1'000'000};
    ::nanosleep(&moment, nullptr);
  }
  ::raise(signal);  // the handler is gone: ends the process as if there had been none
}

}  // namespace base
