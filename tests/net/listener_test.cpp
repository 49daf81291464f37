// Listening, limits, and stopping.

#include "net/listener.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "base/folder.hpp"
#include "net/activation.hpp"
#include "net/address.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

using ListenerTest = OnLoops;

TEST_F(ListenerTest, ServesEachConnection) {
  const auto listener = listen(echo);
  run([&]() -> Task<> {
    auto one = co_await dial(*listener);
    auto two = co_await dial(*listener);
    co_await one->write("one\r\n");
    co_await two->write("two\r\n");
    const auto first = co_await one->read_line(100, soon());
    const auto second = co_await two->read_line(100, soon());
    EXPECT_EQ(first.value(), "one");
    EXPECT_EQ(second.value(), "two");
  });
}

TEST_F(ListenerTest, TellsBothEndsWhoTheyAre) {
  std::promise<Peer> seen;
  const auto listener = listen([&](Connection& connection) -> Task<> {
    seen.set_value(connection.peer());
    co_return;
  });
  Peer client_side;
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    client_side = connection->peer();
  });
  EXPECT_EQ(client_side.address, "127.0.0.1");
  EXPECT_EQ(client_side.port, listener->port());
  const Peer server_side = seen.get_future().get();
  EXPECT_EQ(server_side.port, client_side.local_port);
  EXPECT_EQ(server_side.local_port, listener->port());
  EXPECT_TRUE(server_side.loopback);
  EXPECT_EQ(server_side.unix_uid, -1);
}

TEST_F(ListenerTest, SpreadsSessionsOverTheLoops) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  const auto listener = listen([&](Connection& connection) -> Task<> {
    {
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    }
    co_await connection.write("hello\r\n");
  });
  run([&]() -> Task<> {
    for (int i = 0; i < 4; ++i) {
      const auto connection = co_await dial(*listener);
      const auto hello = co_await connection->read_line(100, soon());
      EXPECT_TRUE(hello);
    }
  });
  const std::lock_guard lock(mutex);
  EXPECT_EQ(threads.size(), 2u);
}

TEST_F(ListenerTest, ClosesConnectionsBeyondItsLimit) {
  const auto listener = listen(echo, {.address = "127.0.0.1", .limit = 1});
  run([&]() -> Task<> {
    const auto first = co_await dial(*listener);
    co_await first->write("here\r\n");
    const auto here = co_await first->read_line(100, soon());
    EXPECT_TRUE(here);
    const auto second = co_await dial(*listener);
    const Woke woke = co_await second->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    EXPECT_EQ(listener->sessions(), 1u);
  });
}

TEST_F(ListenerTest, ClosesConnectionsBeyondTheLimitOfOneAddress) {
  const auto strict = listen(echo, {.address = "127.0.0.1", .limit_per_address = 1, .loopback_counts = true});
  const auto lenient = listen(echo, {.address = "127.0.0.1", .limit_per_address = 1});
  run([&]() -> Task<> {
    const auto first = co_await dial(*strict);
    const auto second = co_await dial(*strict);
    const Woke woke = co_await second->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    const auto third = co_await dial(*lenient);
    const auto fourth = co_await dial(*lenient);
    co_await fourth->write("here\r\n");
    const auto here = co_await fourth->read_line(100, soon());
    EXPECT_TRUE(here);
  });
}

TEST_F(ListenerTest, SharesABudgetWithOtherListeners) {
  const auto budget = std::make_shared<Budget>(1);
  const auto one = listen(echo, {.address = "127.0.0.1", .budget = budget});
  const auto other = listen(echo, {.address = "127.0.0.1", .budget = budget});
  run([&]() -> Task<> {
    const auto first = co_await dial(*one);
    co_await first->write("here\r\n");
    const auto here = co_await first->read_line(100, soon());
    EXPECT_TRUE(here);
    const auto second = co_await dial(*other);
    const Woke refused = co_await second->wait(soon());
    EXPECT_EQ(refused, Woke::gone);
    first->close();
    const Woke ended = co_await first->wait(soon());
    EXPECT_EQ(ended, Woke::gone);
    while (one->sessions() > 0) co_await sleep_until(std::chrono::steady_clock::now() + 1ms);
    const auto third = co_await dial(*other);
    co_await third->write("here\r\n");
    const auto again = co_await third->read_line(100, soon());
    EXPECT_TRUE(again);
  });
}

TEST_F(ListenerTest, GoesOnAcceptingWhenDescriptorsAreFreeAgain) {
  const auto listener =
      listen([](Connection& connection) -> Task<> { co_await connection.write("hello\r\n"); });
  const base::Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit now = before;
  now.rlim_cur = static_cast<rlim_t>(client.get()) + 1;
  std::vector<base::Descriptor> holes;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &now), 0);
  for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) holes.emplace_back(fd);
  auto there = ip_socket_address("127.0.0.1", listener->port());
  const int connected = ::connect(client.get(), there->get(), there->length);
  timeval patience{.tv_usec = 150000};
  ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::array<char, 7> hello{};
  const std::clock_t before_waiting = std::clock();
  const auto nothing = ::recv(client.get(), hello.data(), hello.size(), 0);
  const int error = errno;
  const auto burnt = 1000 * (std::clock() - before_waiting) / CLOCKS_PER_SEC;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(connected, 0);
  EXPECT_EQ(nothing, -1);
  EXPECT_EQ(error, EAGAIN);
  EXPECT_LT(burnt, 75) << "ms of CPU in 150: the accept loop must wait, not try for ever";
  patience = {.tv_sec = 10};
  ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  EXPECT_EQ(::recv(client.get(), hello.data(), hello.size(), MSG_WAITALL), 7);
}

TEST_F(ListenerTest, FreesAPlaceWhenASessionEnds) {
  const auto listener = listen(echo, {.address = "127.0.0.1", .limit = 1});
  run([&]() -> Task<> {
    for (int i = 0; i < 3; ++i) {
      // The server counts a session until its coroutine is gone, a moment after the client has closed.
      for (bool served = false; !served;) {
        const auto connection = co_await dial(*listener);
        co_await connection->write("here\r\n");
        const auto here = co_await connection->read_line(100, soon());
        served = here.has_value();
      }
    }
  });
}

TEST_F(ListenerTest, EndsOnlyTheSessionThatThrows) {
  const auto listener = listen([&](Connection& connection) -> Task<> {
    const auto line = co_await connection.read_line(100, soon());
    if (line.value() == "throw") throw std::runtime_error("disk on fire");
    co_await connection.write("alive\r\n");
  });
  run([&]() -> Task<> {
    const auto first = co_await dial(*listener);
    co_await first->write("throw\r\n");
    const auto nothing = co_await first->read_line(100, soon());
    EXPECT_EQ(nothing.error().code, base::Errc::gone);
    const auto second = co_await dial(*listener);
    co_await second->write("well?\r\n");
    const auto alive = co_await second->read_line(100, soon());
    EXPECT_EQ(alive.value(), "alive");
  });
}

TEST_F(ListenerTest, TellsIdleSessionsThatItStopsAndWaitsForTheirLastWord) {
  const auto listener = listen(echo);
  std::unique_ptr<Connection> client;
  run([&]() -> Task<> {
    client = co_await dial(*listener);
    co_await client->write("here\r\n");
    const auto here = co_await client->read_line(100, soon());
    EXPECT_TRUE(here);
  });
  listener->stop(10s);
  EXPECT_EQ(listener->sessions(), 0u);
  run([&]() -> Task<> {
    const auto bye = co_await client->read_line(100, soon());
    EXPECT_EQ(bye.value(), "BYE");
    const Woke woke = co_await client->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    client.reset();
  });
}

TEST_F(ListenerTest, LetsWhoReadsSayWhyItEnds) {
  const auto listener = listen([&](Connection& connection) -> Task<> {
    co_await connection.write("hello\r\n");
    const auto line = co_await connection.read_line(100, soon());
    co_await connection.write(line.error().code == base::Errc::try_later ? "BYE\r\n" : "?\r\n");
  });
  std::unique_ptr<Connection> client;
  run([&]() -> Task<> {
    client = co_await dial(*listener);
    const auto hello = co_await client->read_line(100, soon());
    EXPECT_TRUE(hello);
  });
  listener->stop(50ms);
  run([&]() -> Task<> {
    const auto bye = co_await client->read_line(100, soon());
    EXPECT_EQ(bye.value(), "BYE");
    client.reset();
  });
}

TEST_F(ListenerTest, ClosesWhoDoesNotEndInTime) {
  std::promise<base::Errc> ended;
  const auto listener = listen([&](Connection& connection) -> Task<> {
    co_await connection.write("hello\r\n");
    auto line = co_await connection.read_line(100, soon());
    while (!line && line.error().code == base::Errc::try_later) {  // does not take the hint
      co_await sleep_until(std::chrono::steady_clock::now() + 10ms);
      line = co_await connection.read_line(100, soon());
    }
    ended.set_value(line.error().code);
  });
  std::unique_ptr<Connection> client;
  run([&]() -> Task<> {
    client = co_await dial(*listener);
    const auto hello = co_await client->read_line(100, soon());
    EXPECT_TRUE(hello);
  });
  const auto start = std::chrono::steady_clock::now();
  listener->stop(50ms);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  EXPECT_EQ(ended.get_future().get(), base::Errc::gone);
  run([&]() -> Task<> {
    client.reset();
    co_return;
  });
}

TEST_F(ListenerTest, RefusesConnectionsOnceItHasStopped) {
  const auto listener = listen(echo);
  const auto port = listener->port();
  listener->stop(1s);
  run([&]() -> Task<> {
    const auto stream = co_await connect("127.0.0.1", port, soon());
    EXPECT_EQ(stream.error().code, base::Errc::gone);
  });
}

TEST_F(ListenerTest, NamesTheAddressThatIsInUse) {
  const auto listener = listen(echo);
  try {
    const auto second = listen(echo, {.address = "127.0.0.1", .port = listener->port()});
    FAIL() << "two listeners on one port";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), EADDRINUSE);
    EXPECT_NE(std::string(error.what()).find("127.0.0.1:" + std::to_string(listener->port())),
              std::string::npos);
  }
}

class UnixListenerTest : public ListenerTest {
 protected:
  base::TemporaryFolder folder;
  std::string path = folder.path() / "socket";
  ListenOn there{.address = "unix:" + path, .unix_mode = 0600};
};

TEST_F(UnixListenerTest, ServesWithThePermissionsAskedForAndTellsTheUser) {
  std::promise<Peer> seen;
  const auto listener = listen(
      [&](Connection& connection) -> Task<> {
        seen.set_value(connection.peer());
        co_return;
      },
      there);
  struct stat entry{};
  ASSERT_EQ(::stat(path.c_str(), &entry), 0);
  EXPECT_EQ(entry.st_mode & 0777U, 0600U);
  run([&]() -> Task<> {
    const auto stream = co_await connect("unix:" + path, 0, soon());
    EXPECT_TRUE(stream);
  });
  const Peer peer = seen.get_future().get();
  EXPECT_EQ(peer.unix_uid, static_cast<std::int64_t>(::getuid()));
  EXPECT_TRUE(peer.loopback);
  EXPECT_EQ(peer.address, "");
}

TEST_F(UnixListenerTest, ReplacesAFileThatNobodyListensOn) {
  {
    Listener dead(loops, there, serving(echo), base::Log());
    ASSERT_EQ(::rename(path.c_str(), (path + ".kept").c_str()), 0);  // as if the process had been killed
  }
  ASSERT_EQ(::rename((path + ".kept").c_str(), path.c_str()), 0);
  const auto listener = listen(echo, there);
  run([&]() -> Task<> {
    const auto stream = co_await connect("unix:" + path, 0, soon());
    EXPECT_TRUE(stream);
  });
}

TEST_F(UnixListenerTest, LeavesAFileAloneThatSomebodyListensOn) {
  const auto listener = listen(echo, there);
  EXPECT_THROW(listen(echo, there), std::system_error);
  run([&]() -> Task<> {
    const auto stream = co_await connect("unix:" + path, 0, soon());
    EXPECT_TRUE(stream);
  });
}

TEST_F(UnixListenerTest, LeavesAFileAloneThatIsNoSocket) {
  std::ofstream(path) << "precious";
  EXPECT_THROW(listen(echo, there), std::system_error);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
}

TEST_F(UnixListenerTest, RemovesItsFileWhenItStops) {
  listen(echo, there)->stop(1s);
  EXPECT_FALSE(std::filesystem::exists(path));
}

/// A bound socket at the descriptors that `take_activated_sockets(700)` looks at.
int bound_socket_at(int fd) {
  const base::Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  auto any = ip_socket_address("127.0.0.1", 0);
  EXPECT_EQ(::bind(socket.get(), any->get(), any->length), 0);
  EXPECT_EQ(::dup2(socket.get(), fd), fd);
  return fd;
}

TEST_F(ListenerTest, ListensOnSocketsThatWereHandedOver) {
  const base::Descriptor second(bound_socket_at(701));
  ListenOn where{.activated_fd = bound_socket_at(700)};
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "2", 1);
  ::setenv("LISTEN_FDNAMES", "imap", 1);
  const auto sockets = take_activated_sockets(700);
  ASSERT_EQ(sockets.size(), 2u);
  EXPECT_EQ(sockets[0].name, "imap");
  EXPECT_EQ(sockets[0].fd, where.activated_fd);
  EXPECT_EQ(sockets[1].name, "unknown");
  EXPECT_TRUE(take_activated_sockets(700).empty());  // once only
  const auto listener = listen(echo, where);
  run([&]() -> Task<> {
    const auto connection = co_await dial(*listener);
    co_await connection->write("here\r\n");
    const auto here = co_await connection->read_line(100, soon());
    EXPECT_TRUE(here);
  });
}

TEST(ActivationTest, TakesNothingThatIsMeantForAnotherProcess) {
  ::setenv("LISTEN_PID", std::to_string(::getpid() + 1).c_str(), 1);
  ::setenv("LISTEN_FDS", "1", 1);
  EXPECT_TRUE(take_activated_sockets(700).empty());
}

}  // namespace
}  // namespace net
