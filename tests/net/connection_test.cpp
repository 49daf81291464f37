// Lines and counted octets over a stream.

#include "net/connection.hpp"

#include <boost/asio/post.hpp>

#include "net/memory_stream.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

class ConnectionTest : public OnLoops {
 protected:
  /// Runs `script` with both ends of a pair of streams in memory.
  void with_pair(const std::function<Task<>(Connection&, Stream&)>& script) {
    run([&]() -> Task<> {
      auto [ours, theirs] = memory_streams(loops.first());
      Connection connection(std::move(ours));
      co_await script(connection, *theirs);
    });
  }
  static Task<> send(Stream& stream, std::string octets) {
    const auto sent = co_await stream.write(std::move(octets));
    EXPECT_TRUE(sent);
  }
};

TEST_F(ConnectionTest, ReadsLinesHoweverTheyAreCut) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "one\r\ntw");
    const auto one = co_await connection.read_line(100, soon());
    EXPECT_EQ(one.value(), "one");
    co_await send(peer, "o\r");
    co_await send(peer, "\n\r\n");
    const auto two = co_await connection.read_line(100, soon());
    EXPECT_EQ(two.value(), "two");
    const auto empty = co_await connection.read_line(100, soon());
    EXPECT_EQ(empty.value(), "");
    EXPECT_EQ(connection.buffered(), 0u);
  });
}

TEST_F(ConnectionTest, HoldsNoBufferWhenAllWasHandedOut) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "one\r\ntwo");
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.value(), "one");
    EXPECT_GE(connection.held(), 3U);
    const auto rest = co_await connection.read_some(100, soon());
    EXPECT_EQ(rest.value(), "two");
    EXPECT_LT(connection.held(), 100U);
    const auto nothing = co_await connection.read_line(100, in(20ms));
    EXPECT_EQ(nothing.error().code, base::Errc::timed_out);
    EXPECT_LT(connection.held(), 100U);
  });
}

TEST_F(ConnectionTest, TakesALineOfExactlyTheLimit) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "12345\r\n123456\r\nnext\r\n");
    const auto fits = co_await connection.read_line(5, soon());
    EXPECT_EQ(fits.value(), "12345");
    const auto long_line = co_await connection.read_line(5, soon());
    EXPECT_EQ(long_line.error().code, base::Errc::too_large);
    const auto next = co_await connection.read_line(5, soon());
    EXPECT_EQ(next.value(), "next");
  });
}

TEST_F(ConnectionTest, SkipsTheRestOfALineThatIsTooLongAndReadsTheNext) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, std::string(50000, 'x') + "\r\nnext\r\n");
    const auto long_line = co_await connection.read_line(100, soon());
    EXPECT_EQ(long_line.error().code, base::Errc::too_large);
    const auto next = co_await connection.read_line(100, soon());
    EXPECT_EQ(next.value(), "next");
  });
}

TEST_F(ConnectionTest, RemembersThatItIsInsideALongLineWhenTheDeadlinePasses) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, std::string(500, 'x'));
    const auto late = co_await connection.read_line(100, in(20ms));
    EXPECT_EQ(late.error().code, base::Errc::timed_out);
    co_await send(peer, "xx\r\nnext\r\n");
    const auto rest = co_await connection.read_line(100, soon());
    EXPECT_EQ(rest.error().code, base::Errc::too_large);
    const auto next = co_await connection.read_line(100, soon());
    EXPECT_EQ(next.value(), "next");
  });
}

TEST_F(ConnectionTest, CutsOffALineWithoutEnd) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, std::string((1 << 20) + 40000, 'x'));
    const auto endless = co_await connection.read_line(100, soon());
    EXPECT_EQ(endless.error().code, base::Errc::too_large);
    const auto after = co_await connection.read_line(100, soon());
    EXPECT_EQ(after.error().code, base::Errc::gone);
  });
}

TEST_F(ConnectionTest, ConsumesALineThatEndsInABareLineFeedAndSaysSo) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "bare\n\nnext\r\n");
    const auto bare = co_await connection.read_line(100, soon());
    EXPECT_EQ(bare.error().code, base::Errc::syntax);
    const auto alone = co_await connection.read_line(100, soon());
    EXPECT_EQ(alone.error().code, base::Errc::syntax);
    const auto next = co_await connection.read_line(100, soon());
    EXPECT_EQ(next.value(), "next");
  });
}

TEST_F(ConnectionTest, KeepsAnUnfinishedLineOverADeadline) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "hal");
    const auto late = co_await connection.read_line(100, in(20ms));
    EXPECT_EQ(late.error().code, base::Errc::timed_out);
    co_await send(peer, "f\r\n");
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.value(), "half");
  });
}

TEST_F(ConnectionTest, ReadsExactlyWhatIsCounted) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "{5}\r\nab");
    const auto head = co_await connection.read_line(100, soon());
    EXPECT_EQ(head.value(), "{5}");
    co_await send(peer, "c\r\n tail\r\n");
    const auto literal = co_await connection.read_exactly(5, soon());
    EXPECT_EQ(literal.value(), "abc\r\n");
    const auto tail = co_await connection.read_line(100, soon());
    EXPECT_EQ(tail.value(), " tail");
  });
}

TEST_F(ConnectionTest, GivesBackWhatADecoderReadTooFar) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, ".\r\nQUIT\r\nmore");
    const auto some = co_await connection.read_some(9, soon());
    EXPECT_EQ(some.value(), ".\r\nQUIT\r\n");
    connection.unread("QUIT\r\n");
    EXPECT_EQ(connection.buffered(), 10u);
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.value(), "QUIT");
    const auto more = co_await connection.read_some(100, soon());
    EXPECT_EQ(more.value(), "more");
  });
}

TEST_F(ConnectionTest, AnswersGoneAfterAFailedWrite) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    peer.close();
    co_await connection.write("anybody?\r\n");
    const Woke woke = co_await connection.wait(soon());
    EXPECT_EQ(woke, Woke::gone);
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.error().code, base::Errc::gone);
  });
}

TEST_F(ConnectionTest, ReadsWhatThePeerWroteBeforeItClosed) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "last\r\n");
    peer.close();
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.value(), "last");
    const Woke woke = co_await connection.wait(soon());
    EXPECT_EQ(woke, Woke::gone);
  });
}

TEST_F(ConnectionTest, IsReadyAtOnceWhileOctetsAreBuffered) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "one\r\ntwo\r\n");
    const auto one = co_await connection.read_line(100, soon());
    EXPECT_TRUE(one);
    const Woke woke = co_await connection.wait(in(0ms));
    EXPECT_EQ(woke, Woke::ready);
  });
}

TEST_F(ConnectionTest, HearsAHintOnceItsHeadIsBeyondWhatWasSeen) {
  with_pair([this](Connection& connection, Stream& /*peer*/) -> Task<> {
    const auto bell = connection.bell();
    ring(loops.first(), bell, 7);
    const Woke hint = co_await connection.wait(soon());
    EXPECT_EQ(hint, Woke::hint);
    connection.set_seen_head(7);
    ring(loops.first(), bell, 5);  // heads only rise
    const Woke late = co_await connection.wait(in(30ms));
    EXPECT_EQ(late, Woke::late);
    EXPECT_EQ(bell->head.load(), 7u);
  });
}

TEST_F(ConnectionTest, WakesForAHintThatComesWhileItWaits) {
  with_pair([this](Connection& connection, Stream& /*peer*/) -> Task<> {
    const auto bell = connection.bell();
    boost::asio::post(loops.first(), [this, bell] { ring(loops.first(), bell, 1); });  // runs once this waits
    const Woke hint = co_await connection.wait(soon());
    EXPECT_EQ(hint, Woke::hint);
  });
}

TEST_F(ConnectionTest, LetsAHintOutliveItsSession) {
  std::shared_ptr<Bell> bell;
  with_pair([&](Connection& connection, Stream& /*peer*/) -> Task<> {
    bell = connection.bell();
    co_return;
  });
  ring(loops.first(), bell, 1);
  run([]() -> Task<> { co_return; });  // behind the hint on the same loop
  EXPECT_FALSE(bell->posted);
}

TEST_F(ConnectionTest, AnswersStoppingBeforeAnythingElseAndStillWrites) {
  with_pair([](Connection& connection, Stream& peer) -> Task<> {
    co_await send(peer, "NOOP\r\n");
    connection.stream().stop();
    const Woke woke = co_await connection.wait(soon());
    EXPECT_EQ(woke, Woke::stopping);
    const auto line = co_await connection.read_line(100, soon());
    EXPECT_EQ(line.value(), "NOOP");
    co_await connection.write("BYE\r\n");
    const Woke still = co_await connection.wait(soon());
    EXPECT_EQ(still, Woke::stopping);
  });
}

}  // namespace
}  // namespace net
