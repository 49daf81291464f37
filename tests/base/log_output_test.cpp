// base/log_output: what reaches the descriptor, how often, and what happens when it takes nothing.

#include "base/log_output.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/folder.hpp"

namespace base {
namespace {

using namespace std::chrono_literals;

/// Each write(2) on one end is one record on the other.
class Records {
 public:
  Records() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_.data()), 0); }
  ~Records() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;

  [[nodiscard]] int end() const { return ends_[1]; }
  /// Waits for one.
  [[nodiscard]] std::string next() const {
    std::string record(1 << 17, '\0');
    record.resize(
        static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ends_[0], record.data(), record.size()))));
    return record;
  }
  [[nodiscard]] bool empty() const {
    char octet = 0;
    return ::recv(ends_[0], &octet, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
  }

 private:
  std::array<int, 2> ends_{};
};

constexpr auto forever = std::chrono::milliseconds(1h);

TEST(LogOutputTest, WritesManyLinesAtOnceInTheirOrder) {
  const Records records;
  {
    LogOutput output({.descriptor = records.end(), .patience = forever});
    for (const auto* line : {"one\n", "two\n", "three\n"}) output.add(line, false);
    EXPECT_TRUE(records.empty());
  }
  EXPECT_EQ(records.next(), "one\ntwo\nthree\n");
  EXPECT_TRUE(records.empty());
}

TEST(LogOutputTest, WritesALineWithoutCompanyWhenItsPatienceEnds) {
  const Records records;
  LogOutput output({.descriptor = records.end()});
  output.add("alone\n", false);
  EXPECT_EQ(records.next(), "alone\n");
  output.add("again\n", false);
  EXPECT_EQ(records.next(), "again\n");
}

TEST(LogOutputTest, WritesAtOnceWhatIsUrgentAndWhatCameBeforeIt) {
  const Records records;
  LogOutput output({.descriptor = records.end(), .patience = forever});
  output.add("before\n", false);
  output.add("urgent\n", true);
  EXPECT_EQ(records.next(), "before\nurgent\n");
  output.add("after\n", false);
  output.add("urgent again\n", true);
  EXPECT_EQ(records.next(), "after\nurgent again\n");
}

TEST(LogOutputTest, WritesWhenEnoughHasCome) {
  const Records records;
  LogOutput output({.descriptor = records.end(), .patience = forever, .enough = 12});
  output.add("12345\n", false);
  output.add("67890\n", false);
  EXPECT_EQ(records.next(), "12345\n67890\n");
}

TEST(LogOutputTest, DropsTheOldestLinesWholeAndCountsThem) {
  const Records records;
  std::string written;
  std::uint64_t dropped = 0;
  {
    LogOutput output({.descriptor = records.end(), .patience = forever, .enough = 1000, .limit = 40});
    for (int i = 10; i < 30; ++i) output.add("line " + std::to_string(i) + "\n", false);
    dropped = output.dropped();
  }
  written = records.next();
  EXPECT_GE(dropped, 15U);
  EXPECT_LT(dropped, 20U);
  EXPECT_TRUE(written.starts_with("line " + std::to_string(10 + dropped) + "\n")) << written;
  EXPECT_TRUE(written.ends_with("line 29\n")) << written;
}

TEST(LogOutputTest, WaitsForADescriptorThatIsFull) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  const std::string line = std::string(99, 'x') + "\n";
  constexpr std::size_t count = 2000;  // more than a pipe holds
  std::size_t got = 0;
  {
    LogOutput output({.descriptor = ends[1]});
    for (std::size_t i = 0; i < count; ++i) output.add(line, false);
    std::string part(4096, '\0');
    while (got < count * line.size())
      got += static_cast<std::size_t>(::read(ends[0], part.data(), part.size()));
    EXPECT_EQ(output.dropped(), 0U);
  }
  EXPECT_EQ(got, count * line.size());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(LogOutputTest, CountsWhatTheDescriptorRefuses) {
  const TemporaryFolder folder;
  write_file(folder.path() / "read-only", "");
  const Descriptor file(::open((folder.path() / "read-only").c_str(), O_RDONLY | O_CLOEXEC));
  LogOutput output({.descriptor = file.get()});
  output.add("one\ntwo\n", true);
  while (output.dropped() == 0) std::this_thread::yield();
  EXPECT_EQ(output.dropped(), 2U);
}

TEST(LogOutputDeathTest, SaysWhatWaitedWhenTheProcessCrashes) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto crash = [] {
    LogOutput output({.patience = forever});
    output.save_at_crash();
    output.add("last words\n", false);
    std::abort();
  };
  EXPECT_EXIT(crash(), testing::KilledBySignal(SIGABRT), "last words");
}

}  // namespace
}  // namespace base
