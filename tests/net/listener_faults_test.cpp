// A listener on a machine that has run out of something.

#include <array>
#include <atomic>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/folder.hpp"
#include "net/address.hpp"
#include "tests/net/on_loops.hpp"

namespace {
std::atomic<bool> epoll_is_full{false};  // as fs.epoll.max_user_watches makes it
}

/// Stands before the one of the C library.
extern "C" int epoll_ctl(int epoll, int operation, int fd, epoll_event* event) noexcept {
  if (operation == EPOLL_CTL_ADD && epoll_is_full) {
    errno = ENOSPC;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_epoll_ctl, epoll, operation, fd, event));
}

namespace net {
namespace {

using ListenerFaultsTest = OnLoops;

TEST_F(ListenerFaultsTest, AConnectionThatCannotBeWatchedIsClosedWithALineAndTheNextIsServed) {
  testing::internal::CaptureStderr();
  {
    Listener listener(loops, {.address = "127.0.0.1"}, serving(echo),
                      base::Log(base::open_log(base::LogForm::text, base::Level::info)));
    listener.start();
    auto there = ip_socket_address("127.0.0.1", listener.port());
    const base::Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 10};
    ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    epoll_is_full = true;
    const int connected = ::connect(client.get(), there->get(), there->length);
    std::array<char, 1> octet{};
    const auto got = ::recv(client.get(), octet.data(), octet.size(), 0);
    epoll_is_full = false;
    EXPECT_EQ(connected, 0);
    EXPECT_EQ(got, 0);
    run([&]() -> Task<> {
      const auto next = co_await dial(listener);
      co_await next->write("here\r\n");
      const auto here = co_await next->read_line(100, soon());
      EXPECT_TRUE(here);
    });
    listener.stop(5s);
    EXPECT_EQ(listener.sessions(), 0u);
  }
  loops.stop();  // nobody holds the log any more, so that its lines are written
  const auto said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("session_failed"), std::string::npos) << said;
  EXPECT_NE(said.find("No space left on device"), std::string::npos) << said;
}

}  // namespace
}  // namespace net
