// wire/smtp/reply: what servers say.

#include "wire/smtp/reply.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace wire::smtp {
namespace {

/// Reads all of `wire`, which is one reply.
base::Result<std::optional<Reply>> read(std::string_view wire) {
  ReplyReader reader;
  base::Result<std::optional<Reply>> answer = std::optional<Reply>();
  while (!wire.empty()) {
    const auto end = wire.find("\r\n");
    answer = reader.add_line(wire.substr(0, end));
    if (!answer || end == std::string_view::npos) return answer;
    wire.remove_prefix(end + 2);
  }
  return answer;
}

TEST(ReplyTest, WritesTheEnhancedCodeOnEachLine) {
  EXPECT_EQ(write({250, "2.1.5", {"ok"}}), "250 2.1.5 ok\r\n");
  EXPECT_EQ(write({250, "", {"foo.example.org", "PIPELINING", "SIZE 10"}}),
            "250-foo.example.org\r\n250-PIPELINING\r\n250 SIZE 10\r\n");
  EXPECT_EQ(write({452, "4.2.2", {"a", "b"}}), "452-4.2.2 a\r\n452 4.2.2 b\r\n");
  EXPECT_EQ(write({354, "", {}}), "354 \r\n");
}

TEST(ReplyTest, NeverWritesWhatWouldBeAnotherLine) {
  EXPECT_EQ(write({550, "5.1.1", {"a\r\n250 b\nc\td\x7F\xC3\xA4"}}), "550 5.1.1 a  250 b c d ??\r\n");
}

TEST(ReplyTest, ContinuesALongLineOnTheNextOne) {
  std::string words;
  for (int i = 0; i < 300; ++i) words += "word ";
  for (const auto& text : {words, std::string(1200, 'x'), std::string(600, ' ')}) {
    const auto wire = write({250, "2.0.0", {text}});
    for (const auto line : base::text::split(wire, '\n')) EXPECT_LE(line.size() + 1, 512U);
    const auto reply = read(wire);
    ASSERT_TRUE(reply && *reply);
    EXPECT_GT((*reply)->lines.size(), 1U);
    EXPECT_EQ((*reply)->enhanced, "2.0.0");
  }
}

TEST(ReplyTest, ReadsWhatItWrites) {
  for (const Reply& reply : {Reply{250, "2.1.5", {"one", "two"}}, Reply{221, "", {"bye"}},
                             Reply{550, "5.7.509", {""}}, Reply{354, "", {""}}}) {
    const auto again = read(write(reply));
    ASSERT_TRUE(again && *again);
    EXPECT_EQ(**again, reply);
  }
}

TEST(ReplyTest, AsksForMoreUntilTheLastLine) {
  ReplyReader reader;
  EXPECT_FALSE(reader.add_line("250-one").value());
  EXPECT_EQ(reader.add_line("250 two").value()->lines, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(reader.add_line("221").value()->code, 221);
}

TEST(ReplyTest, TakesOnlyAFittingEnhancedCodeForOne) {
  EXPECT_EQ(read("250 4.1.0 x")->value().enhanced, "");
  EXPECT_EQ(read("250 4.1.0 x")->value().lines[0], "4.1.0 x");
  EXPECT_EQ(read("220 2.0 x")->value().enhanced, "");
  EXPECT_EQ(read("250 2.1.1234 x")->value().enhanced, "");
  EXPECT_EQ(read("250 2.1.5")->value().enhanced, "2.1.5");
  EXPECT_EQ(read("250 2.1.5")->value().lines[0], "");
}

TEST(ReplyTest, RefusesWhatIsNoReply) {
  for (const auto* wire : {"x", "25", "2500 x", "250x", "199 x", "600 x", "abc x", "+25 x",
                           "250-one\r\n251 two", "* OK hello"}) {
    const auto reply = read(wire);
    ASSERT_FALSE(reply) << wire;
    EXPECT_EQ(reply.error().code, base::Errc::syntax) << wire;
  }
}

TEST(ReplyTest, LimitsLinesAndOctets) {
  ReplyReader many;
  for (int i = 0; i < 512; ++i) ASSERT_TRUE(many.add_line("250-x"));
  EXPECT_EQ(many.add_line("250 x").error().code, base::Errc::too_large);
  ReplyReader large;
  EXPECT_TRUE(large.add_line("250-" + std::string(40'000, 'x')));
  EXPECT_EQ(large.add_line("250 " + std::string(40'000, 'x')).error().code, base::Errc::too_large);
}

}  // namespace
}  // namespace wire::smtp
