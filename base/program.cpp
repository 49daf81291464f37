// A program as a child with three pipes. Between fork and exec only what POSIX allows there
// (signal-safety(7)).

#include "base/program.hpp"

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

constexpr std::size_t error_limit = 1000;  // octets
constexpr int not_started = 127;           // as shells say it

struct Pipe {
  Descriptor reads, writes;
};

bool open(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe.reads = Descriptor(ends[0]);
  pipe.writes = Descriptor(ends[1]);
  return true;
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
    ::close_range(3, ~0U, 0);
    ::execve(call.path.c_str(), arguments.data(), environment.data());
    ::_exit(not_started);
  }

  const ProgramCall& call;
  std::vector<std::string> texts;
  std::vector<char*> arguments, environment;
  Pipe in, out, err;
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
      : input_(child.call.input),
        limit_(child.call.output_limit),
        ended_(ended),
        in_(std::move(child.in.writes)),
        out_(std::move(child.out.reads)),
        err_(std::move(child.err.reads)) {
    for (const Descriptor* end : {&in_, &out_, &err_}) ::fcntl(end->get(), F_SETFL, O_NONBLOCK);
    if (input_.empty()) in_ = Descriptor();
  }
  /// False when there is nothing left to wait for, or a limit is broken.
  [[nodiscard]] bool goes_on() const { return ended_.fault.empty() && (out_.get() >= 0 || err_.get() >= 0); }
  void wait(Clock::time_point until) {
    std::array<pollfd, 3> ends{{{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) {
      ended_.fault = "it took longer than it may";
      return;
    }
    if (::poll(ends.data(), ends.size(), static_cast<int>(left)) <= 0) return;
    if (ends[0].revents != 0) write();
    if (ends[1].revents != 0) read(out_, ended_.output, limit_, true);
    if (ends[2].revents != 0) read(err_, ended_.error, error_limit, false);
  }

 private:
  /// A program need not read all that it is given.
  void write() {
    const auto done = write_quietly(in_.get(), input_);
    if (done > 0) input_.remove_prefix(static_cast<std::size_t>(done));
    const bool broken = done < 0 && errno != EAGAIN && errno != EINTR;
    if (input_.empty() || broken) in_ = Descriptor();
  }
  void read(Descriptor& from, std::string& into, std::size_t limit, bool strict) {
    std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
    const auto done = ::read(from.get(), buffer.data(), buffer.size());
    if (done < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (done <= 0) {
      from = Descriptor();
      return;
    }
    const auto room = limit - std::min(limit, into.size());
    into.append(buffer.data(), std::min(room, static_cast<std::size_t>(done)));
    if (strict && static_cast<std::size_t>(done) > room) ended_.fault = "it wrote more than it may";
  }

  std::string_view input_;
  std::size_t limit_;
  ProgramEnded& ended_;
  Descriptor in_, out_, err_;
};

/// Waits for the child until then; what it has started goes with it.
void reap(pid_t child, Clock::time_point until, ProgramEnded& ended) {
  int status = 0;
  while (ended.fault.empty() && ::waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() >= until) ended.fault = "it took longer than it may";
    ::poll(nullptr, 0, 1);
  }
  ::kill(-child, SIGKILL);
  if (!ended.fault.empty()) {
    ::waitpid(child, &status, 0);
  } else if (WIFSIGNALED(status)) {
    ended.fault = std::string("it was ended by signal ") + std::to_string(WTERMSIG(status));
  } else if (WEXITSTATUS(status) == not_started) {
    ended.fault = "it cannot be started";
  } else {
    ended.code = WEXITSTATUS(status);
  }
}

}  // namespace

ProgramEnded run_program(const ProgramCall& call) {
  ProgramEnded ended;
  const auto until = Clock::now() + call.patience;
  Child child(call);
  if (!open(child.in) || !open(child.out) || !open(child.err)) {
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
  Exchange exchange(child, ended);
  for (Descriptor* end : {&child.in.reads, &child.out.writes, &child.err.writes}) *end = Descriptor();
  while (exchange.goes_on()) exchange.wait(until);
  reap(pid, until, ended);
  return ended;
}

}  // namespace base
