// A program as a child with three pipes. Between fork and exec only what POSIX allows there
// (signal-safety(7)).

#include "base/program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/folder.hpp"

namespace base {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t error_limit = 1000;            // octets
constexpr std::chrono::milliseconds look_every(50);  // whether it has ended

struct Pipe {
  Descriptor reads, writes;
};

bool open(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  for (int& end : ends) {
    if (end > 2) continue;  // where the child's own three will stand
    const int above = ::fcntl(end, F_DUPFD_CLOEXEC, 3);
    ::close(end);
    end = above;
  }
  pipe.reads = Descriptor(ends[0]);
  pipe.writes = Descriptor(ends[1]);
  return ends[0] >= 0 && ends[1] >= 0;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));  // NOLINT: execve keeps them
  out.push_back(nullptr);
  return out;
}

void limit(int resource, rlim_t most) {
  const rlimit both{.rlim_cur = most, .rlim_max = most};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

/// What the child needs, made before the fork.
struct Child {
  explicit Child(const ProgramCall& of) : call(of), texts(of.arguments) {
    texts.insert(texts.begin(), of.path);
    arguments = pointers(texts);
    environment = pointers(of.environment);
  }
  [[noreturn]] void begin() const {
    ::setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    limit(RLIMIT_AS, call.memory_limit);
    limit(RLIMIT_CORE, 0);
    ::dup2(in.reads.get(), 0);
    ::dup2(out.writes.get(), 1);
    ::dup2(err.writes.get(), 2);
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::execve(call.path.c_str(), arguments.data(), environment.data());
    const char failed = 'x';
    if (::write(exec.writes.get(), &failed, 1) < 0) ::_exit(1);
    ::_exit(1);
  }

  const ProgramCall& call;
  std::vector<std::string> texts;
  std::vector<char*> arguments, environment;
  Pipe in, out, err;
  Pipe exec;  ///< closed by a successful exec, else written to
};

/// As write(2), but a reader who has gone is an error and no signal, whatever the process does with SIGPIPE.
ssize_t write_quietly(int fd, std::string_view octets) {
  sigset_t broken, before;
  sigemptyset(&broken);
  sigaddset(&broken, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &broken, &before);
  const auto done = ::write(fd, octets.data(), octets.size());
  const int why = errno;
  constexpr timespec at_once{};
  if (done < 0 && why == EPIPE) ::sigtimedwait(&broken, nullptr, &at_once);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = why;
  return done;
}

/// The parent's side of the pipes.
class Exchange {
 public:
  Exchange(Child& child, ProgramEnded& ended)
      : call_(child.call),
        input_(child.call.input),
        limit_(child.call.output_limit),
        ended_(ended),
        in_(std::move(child.in.writes)),
        out_(std::move(child.out.reads)),
        err_(std::move(child.err.reads)) {
    for (const Descriptor* end : {&in_, &out_, &err_}) ::fcntl(end->get(), F_SETFL, O_NONBLOCK);
    if (input_.empty()) in_ = Descriptor();
  }
  /// False when there is nothing left to wait for, or a limit is broken.
  [[nodiscard]] bool goes_on() const {
    return ended_.fault.empty() && (in_.get() >= 0 || out_.get() >= 0 || err_.get() >= 0);
  }
  void wait(Clock::time_point until) {
    std::array<pollfd, 3> ends{{{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) {
      ended_.fault = "it took longer than it may";
      return;
    }
    const auto turn = std::min<std::int64_t>(left, look_every.count());
    if (::poll(ends.data(), ends.size(), static_cast<int>(turn)) <= 0) return;
    if (ends[0].revents != 0) write();
    if (ends[1].revents != 0) read(out_, ended_.output, limit_, true);
    if (ends[2].revents != 0) read(err_, ended_.error, error_limit, false);
  }
  /// What lies in the pipes, when nobody is left who matters.
  void drain() {
    while (out_.get() >= 0 && read(out_, ended_.output, limit_, true)) {
    }
    while (err_.get() >= 0 && read(err_, ended_.error, error_limit, false)) {
    }
  }

 private:
  /// A program need not read all that it is given.
  void write() {
    const auto done = write_quietly(in_.get(), input_);
    if (done > 0) input_.remove_prefix(static_cast<std::size_t>(done));
    const bool broken = done < 0 && errno != EAGAIN && errno != EINTR;
    if (input_.empty() || broken) in_ = Descriptor();
  }
  /// False if there is nothing now.
  bool read(Descriptor& from, std::string& into, std::size_t limit, bool strict) {
    std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
    const auto done = ::read(from.get(), buffer.data(), buffer.size());
    if (done < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (done <= 0) {
      from = Descriptor();
      return false;
    }
    const auto room = limit - std::min(limit, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(done)));
    if (strict && call_.keeps_output && static_cast<std::size_t>(done) > room)
      ended_.fault = "it wrote more than it may";
    return true;
  }

  const ProgramCall& call_;
  std::string_view input_;
  std::size_t limit_;
  ProgramEnded& ended_;
  Descriptor in_, out_, err_;
};

/// False while it runs. It stays to be waited for, so that its process group keeps its number.
bool has_ended(pid_t child, ProgramEnded& ended) {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0)
    return info.si_pid != 0;
  ended.fault = std::string("nobody knows how it ended: ") + std::strerror(errno);
  return true;
}

/// Waits for the child until then; what it has started goes with it.
void reap(pid_t child, Clock::time_point until, ProgramEnded& ended) {
  while (ended.fault.empty() && !has_ended(child, ended)) {
    if (Clock::now() >= until) ended.fault = "it took longer than it may";
    ::poll(nullptr, 0, 1);
  }
  ::kill(-child, SIGKILL);
  ::kill(child, SIGKILL);  // it may have left its group
  int status = 0;
  const bool known = ::waitpid(child, &status, 0) == child;
  if (!ended.fault.empty()) return;
  if (!known)
    ended.fault = "nobody knows how it ended";
  else if (WIFSIGNALED(status))
    ended.fault = "it was ended by signal " + std::to_string(WTERMSIG(status));
  else
    ended.code = WEXITSTATUS(status);
}

bool has_begun(Child& child) {
  char octet = 0;
  child.exec.writes = Descriptor();
  return ::read(child.exec.reads.get(), &octet, 1) == 0;
}

}  // namespace

ProgramEnded run_program(const ProgramCall& call) {
  ProgramEnded ended;
  const auto until = Clock::now() + call.patience;
  Child child(call);
  if (!open(child.in) || !open(child.out) || !open(child.err) || !open(child.exec)) {
    ended.fault = std::string("it cannot be started: ") + std::strerror(errno);
    return ended;
  }
  const pid_t pid = ::fork();
  if (pid == 0) child.begin();
  if (pid < 0) {
    ended.fault = std::string("it cannot be started: ") + std::strerror(errno);
    return ended;
  }
  ::setpgid(pid, pid);  // here too, so that the group is there whoever comes first
  if (!has_begun(child)) {
    ended.fault = "it cannot be started";
  } else {
    Exchange exchange(child, ended);
    for (Descriptor* end : {&child.in.reads, &child.out.writes, &child.err.writes}) *end = Descriptor();
    while (exchange.goes_on() && !has_ended(pid, ended)) exchange.wait(until);
    exchange.drain();  // what it has started may hold the pipes for ever
  }
  reap(pid, until, ended);
  return ended;
}

}  // namespace base
