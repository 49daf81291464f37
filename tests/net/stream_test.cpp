// Sockets: deadlines, hints, stuck peers, acknowledgement, and what an idle connection costs.

#include "net/stream.hpp"

#include <array>
#include <atomic>
#include <fstream>
#include <future>
#include <iostream>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include <openssl/ssl.h>

#include "base/folder.hpp"
#include "net/on.hpp"
#include "net/socket.hpp"
#include "net/tls.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

class StreamTest : public OnLoops {
 protected:
  /// A stream on the first loop, and the bare other end of its socket pair.
  std::unique_ptr<Stream> open(SocketLimits limits = {}) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
    peer = base::Descriptor(ends[1]);
    return open_stream(loops.first(), base::Descriptor(ends[0]), {}, limits);
  }
  void send(std::string_view octets) const {
    ASSERT_EQ(::send(peer.get(), octets.data(), octets.size(), 0), static_cast<ssize_t>(octets.size()));
  }
  base::Descriptor peer;
};

std::chrono::milliseconds since(Deadline start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

TEST_F(StreamTest, HonoursShortDeadlinesOfReadsAndWaits) {
  run([&]() -> Task<> {
    const auto stream = open();
    auto start = std::chrono::steady_clock::now();
    const Woke woke = co_await stream->wait(start + 100ms);
    EXPECT_EQ(woke, Woke::late);
    EXPECT_GE(since(start), 100ms);
    EXPECT_LT(since(start), 150ms);
    std::array<char, 10> into{};
    start = std::chrono::steady_clock::now();
    const auto got = co_await stream->read(into, start + 100ms);
    EXPECT_EQ(got.error().code, base::Errc::timed_out);
    EXPECT_LT(since(start), 150ms);
  });
}

TEST_F(StreamTest, AnswersAtOnceWhenTheDeadlineHasPassedAlready) {
  run([&]() -> Task<> {
    const auto stream = open();
    const Woke late = co_await stream->wait(in(-1s));
    EXPECT_EQ(late, Woke::late);
    send("x");
    const Woke ready = co_await stream->wait(in(-1s));
    EXPECT_EQ(ready, Woke::ready);
  });
}

TEST_F(StreamTest, NoticesAPeerThatHangsUpWhileItWaits) {
  run([&]() -> Task<> {
    const auto stream = open();
    peer = {};
    const auto start = std::chrono::steady_clock::now();
    const Woke woke = co_await stream->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    EXPECT_LT(since(start), 1s);
  });
}

TEST_F(StreamTest, ReadsOnAndWritesOnWhenThePeerHasHalfClosed) {
  run([&]() -> Task<> {
    const auto stream = open();
    send("QUIT\r\n");
    ::shutdown(peer.get(), SHUT_WR);
    std::array<char, 10> into{};
    const auto got = co_await stream->read(into, soon());
    EXPECT_EQ(got.value(), 6u);
    const auto written = co_await stream->write("221 bye\r\n");
    EXPECT_TRUE(written);
    const Woke woke = co_await stream->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
  });
  std::array<char, 100> answer{};
  EXPECT_EQ(::recv(peer.get(), answer.data(), answer.size(), 0), 9);
}

TEST_F(StreamTest, LetsWhatWasWrittenLeaveBeforeItCloses) {
  run([&]() -> Task<> {
    const auto stream = open();
    send("unread");
    const auto written = co_await stream->write("last");
    EXPECT_TRUE(written);
    stream->close();
  });
  std::array<char, 100> answer{};
  EXPECT_EQ(::recv(peer.get(), answer.data(), answer.size(), 0), 4);
  EXPECT_EQ(::recv(peer.get(), answer.data(), answer.size(), 0), 0);
}

TEST_F(StreamTest, ClosesAPeerThatTakesNothing) {
  run([&]() -> Task<> {
    const auto stream = open({.write_limit = 100ms});
    const auto start = std::chrono::steady_clock::now();
    const auto written = co_await stream->write(std::string(8 << 20, 'x'));
    EXPECT_EQ(written.error().code, base::Errc::gone);
    EXPECT_GE(since(start), 100ms);
    EXPECT_LT(since(start), 1s);
    const Woke woke = co_await stream->wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    // The peer is told while the session that owns the stream may still be busy.
    std::vector<char> rest(1 << 20);
    while (::recv(peer.get(), rest.data(), rest.size(), 0) > 0) continue;
    EXPECT_EQ(::recv(peer.get(), rest.data(), rest.size(), 0), 0);
  });
}

TEST_F(StreamTest, WaitsForASlowPeerAsLongAsItTakesSomething) {
  constexpr std::size_t size = 2 << 20;
  std::size_t taken = 0;
  run([&]() -> Task<> {
    const auto stream = open({.write_limit = 1s});
    // Each piece is taken well within the limit, the whole is not.
    std::thread slow([this, &taken] {
      std::vector<char> piece(256 * 1024);
      while (taken < size) {
        std::this_thread::sleep_for(150ms);  // this is the peer's slowness, not a wait for something
        const auto count = ::recv(peer.get(), piece.data(), piece.size(), 0);
        if (count == 0) break;
        if (count > 0) taken += static_cast<std::size_t>(count);
      }
    });
    const auto written = co_await stream->write(std::string(size, 'x'));
    EXPECT_TRUE(written);
    const auto pool = loops.pool();
    const auto join = [&slow] { slow.join(); };
    co_await on(pool, join);
  });
  EXPECT_EQ(taken, size);
}

TEST_F(StreamTest, IsGoneAfterAWriteToAPeerThatHasGone) {
  run([&]() -> Task<> {
    const auto stream = open();
    peer = {};
    const auto written = co_await stream->write("anybody?");
    EXPECT_EQ(written.error().code, base::Errc::gone);
    std::array<char, 10> into{};
    const auto got = co_await stream->read(into, soon());
    EXPECT_EQ(got.error().code, base::Errc::gone);
  });
}

TEST_F(StreamTest, CountsAsAcknowledgedWhatThePeerHasTaken) {
  run([&]() -> Task<> {
    const auto stream = open();
    const auto written = co_await stream->write("12345");
    EXPECT_TRUE(written);
    EXPECT_EQ(stream->written(), 5u);
    EXPECT_LT(stream->acknowledged(), 5u);
    std::array<char, 10> into{};
    EXPECT_EQ(::recv(peer.get(), into.data(), into.size(), 0), 5);
    EXPECT_EQ(stream->acknowledged(), 5u);
  });
}

/// Echoes lines, and notes how far the hints came that it heard.
struct Listening {
  std::atomic<std::uint64_t> heard{0};
  std::atomic<bool> failed{false};
  std::promise<std::pair<std::shared_ptr<Bell>, boost::asio::any_io_executor>> bell;

  Task<> session(Connection& connection) {
    bell.set_value({connection.bell(), connection.stream().executor()});
    std::uint64_t seen = 0;
    for (bool patient = false;; patient = !patient) {
      // Now a deadline that passes, now one that would show a hint that got lost.
      const Woke woke = co_await connection.wait(patient ? soon() + 50s : in(1ms));
      if (woke == Woke::hint) {
        const auto head = connection.bell()->head.load();
        if (head <= seen) failed = true;
        seen = head;
        connection.set_seen_head(seen);
        heard = seen;
      } else if (woke == Woke::ready) {
        const auto line = co_await connection.read_line(100, soon());
        if (!line) co_return;
        co_await connection.write(*line + "\r\n");
      } else if (woke != Woke::late) {
        co_return;
      }
    }
  }
};

TEST_F(StreamTest, LosesNoHintAgainstReadsAndDeadlinesFromManyThreads) {
  constexpr std::uint64_t hints = 20000;
  Listening listening;
  auto listener = listen([&](Connection& connection) { return listening.session(connection); });
  std::unique_ptr<Connection> client;
  run([&]() -> Task<> { client = co_await dial(*listener); });
  const auto where = listening.bell.get_future().get();
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> publishers;
  for (int i = 0; i < 4; ++i) {
    publishers.emplace_back([&, bell = where.first, loop = where.second] {
      for (auto head = ++next; head <= hints; head = ++next) ring(loop, bell, head);
    });
  }
  run([&]() -> Task<> {
    for (int i = 0; i < 2000; ++i) {
      co_await client->write("line\r\n");
      const auto line = co_await client->read_line(100, soon());
      EXPECT_TRUE(line);
    }
  });
  for (auto& publisher : publishers) publisher.join();
  run([&]() -> Task<> {
    for (const auto limit = soon(); listening.heard < hints && in(0ms) < limit;)
      co_await sleep_until(in(1ms));
    client.reset();
  });
  EXPECT_EQ(listening.heard, hints);
  EXPECT_FALSE(listening.failed);
}

// A sanitizer keeps freed memory and shadows all of it: the figures are printed there, and say nothing.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool counts_memory = false;
#else
constexpr bool counts_memory = true;
#endif

/// Resident set of this process, in KiB.
long resident_kib() {
  std::ifstream file("/proc/self/statm");
  long all = 0;
  long resident = 0;
  file >> all >> resident;
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

class IdleTest : public OnLoops {
 protected:
  /// What `count` sessions that have greeted and wait cost, in KiB for each; both ends are in this process,
  /// so the client is a bare descriptor.
  double kib_each(int count, const Session& session, const std::function<void(int)>& greet) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const auto listener = listen(session, {.address = "unix:" + (folder.path() / "idle").string()});
    const auto connect_one = [&] {
      const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_un there{.sun_family = AF_UNIX};
      (folder.path() / "idle").string().copy(there.sun_path, sizeof there.sun_path - 1);
      EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there), 0);
      clients.emplace_back(fd);
      greet(fd);
    };
    connect_one();
    ::malloc_trim(0);
    const long before = resident_kib();
    for (int i = 0; i < count; ++i) connect_one();
    EXPECT_EQ(listener->sessions(), static_cast<std::size_t>(count) + 1);
    ::malloc_trim(0);
    const double each = static_cast<double>(resident_kib() - before) / count;
    const auto start = std::chrono::steady_clock::now();
    listener->stop(10s);
    EXPECT_LT(since(start), 5s);
    EXPECT_EQ(listener->sessions(), 0u);
    clients.clear();
    return each;
  }
  base::TemporaryFolder folder;
  std::vector<base::Descriptor> clients;
};

TEST_F(IdleTest, HoldsTwoThousandIdleConnectionsInLittleMemoryAndStopsThemTogether) {
  const Session greeting = [](Connection& connection) -> Task<> {
    co_await connection.write("* OK\r\n");
    const auto deadline = soon() + 30min;
    const Woke woke = co_await connection.wait(deadline);
    EXPECT_EQ(woke, Woke::stopping);
  };
  const double each = kib_each(2000, greeting, [](int fd) {
    std::array<char, 6> hello{};
    EXPECT_EQ(::recv(fd, hello.data(), hello.size(), MSG_WAITALL), 6);
  });
  std::cout << "an idle plain connection: " << each << " KiB\n";
  if (counts_memory) EXPECT_LT(each, 16.0);  // the target is 8; the rest of the process moves too
}

TEST_F(IdleTest, HoldsIdleTlsConnectionsInLittleMemory) {
  const auto made = make_certificate({"localhost"});
  base::write_file(folder.path() / "crt", made.certificate);
  base::write_file(folder.path() / "key", made.private_key);
  const auto server = TlsContext::server(folder.path() / "crt", folder.path() / "key");
  base::write_file(folder.path() / "ca", made.ca);
  const auto client = TlsContext::client(folder.path() / "ca");
  const Session greeting = [&](Connection& connection) -> Task<> {
    const auto secured = co_await connection.accept_tls(*server, soon());
    EXPECT_TRUE(secured);
    co_await connection.write("* OK\r\n");
    const auto deadline = soon() + 30min;
    const Woke woke = co_await connection.wait(deadline);
    EXPECT_EQ(woke, Woke::stopping);
  };
  const double each = kib_each(500, greeting, [&](int fd) {
    SSL* ssl = SSL_new(client->native().get());
    SSL_set_fd(ssl, fd);
    EXPECT_EQ(SSL_connect(ssl), 1);
    std::array<char, 6> hello{};
    EXPECT_EQ(SSL_read(ssl, hello.data(), hello.size()), 6);
    SSL_set_quiet_shutdown(ssl, 1);
    SSL_free(ssl);  // the socket stays open, the client's half of the memory goes
  });
  std::cout << "an idle TLS connection: " << each << " KiB\n";
  if (counts_memory) EXPECT_LT(each, 32.0);  // the target is 20
}

}  // namespace
}  // namespace net
