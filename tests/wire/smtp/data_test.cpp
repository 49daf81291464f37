// wire/smtp/data: dot-stuffing and the true end of DATA.

#include "wire/smtp/data.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/cpu_time.hpp"

namespace wire::smtp {
namespace {

struct Decoded {
  std::string content;
  std::string rest;  ///< what was not taken
  bool done = false;
  bool refused = false;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view octets, std::size_t piece_size) {
  DataDecoder decoder;
  Decoded out;
  std::size_t at = 0;
  while (at < octets.size() && !decoder.done()) at += decoder.add(octets.substr(at, piece_size), out.content);
  out.rest = octets.substr(at);
  out.done = decoder.done();
  out.refused = decoder.refused();
  return out;
}

/// The same for all cuts.
Decoded decode(std::string_view octets) {
  const auto whole = decode(octets, octets.size());
  for (std::size_t size = 1; size < octets.size(); ++size) EXPECT_EQ(decode(octets, size), whole) << size;
  return whole;
}

TEST(DataDecoderTest, UndoesDotStuffingUpToTheFinalDot) {
  const auto decoded = decode("one\r\n..two\r\n.three\r\n...\r\nfour.\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(decoded.content, "one\r\n.two\r\nthree\r\n..\r\nfour.\r\n");
  EXPECT_EQ(decoded.rest, "QUIT\r\n");
  EXPECT_TRUE(decoded.done);
  EXPECT_FALSE(decoded.refused);
}

TEST(DataDecoderTest, TakesADotAtTheVeryStartForTheEnd) {
  const auto decoded = decode(".\r\n");
  EXPECT_TRUE(decoded.done);
  EXPECT_EQ(decoded.content, "");
}

TEST(DataDecoderTest, WaitsForTheEnd) {
  for (const auto* octets : {"", "x", "x\r\n", "x\r\n.", "x\r\n.\r", "x\r\n..\r\n"})
    EXPECT_FALSE(decode(octets).done) << octets;
}

TEST(DataDecoderTest, RefusesBareLineEndsAndStillFindsTheTrueEnd) {
  for (const std::string smuggled :
       {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\n.\r\r\n", "\n", "\r", "\r\r\n",
        "\n\r\n", "\r\n\n.\r\n", "\n\n.\r\n"}) {
    const auto decoded = decode("a" + smuggled + "MAIL FROM:<x@y>\r\nb\r\n.\r\nQUIT");
    EXPECT_TRUE(decoded.refused) << smuggled;
    EXPECT_TRUE(decoded.done) << smuggled;
    EXPECT_EQ(decoded.rest, "QUIT") << smuggled;
  }
}

TEST(DataDecoderTest, RefusesABareLineEndAtTheVeryStart) {
  EXPECT_TRUE(decode("\n.\r\n.\r\n").refused);
  EXPECT_TRUE(decode(".\n.\r\n\r\n.\r\n").refused);
}

TEST(DataDecoderTest, TakesLinearTimeWhateverLineEndIsMissing) {
  for (const char octet : {'\n', '\r'}) {
    const std::string octets(1'000'000, octet);
    EXPECT_LT(tests::cpu_seconds([&] { EXPECT_TRUE(decode(octets, octets.size()).refused); }), 3);
  }
}

base::Result<std::string> encode(std::string_view message, std::size_t piece_size) {
  DataEncoder encoder;
  std::string out;
  for (std::size_t at = 0; at < message.size(); at += piece_size) {
    const auto added = encoder.add(message.substr(at, piece_size), out);
    if (!added) return added.error();
  }
  const auto finished = encoder.finish(out);
  if (!finished) return finished.error();
  return out;
}

TEST(DataEncoderTest, StuffsDotsAndEndsTheLastLine) {
  for (const std::size_t size : {1U, 2U, 3U, 100U}) {
    EXPECT_EQ(encode("one\r\n.two\r\n..\r\n.\r\nx.", size).value(),
              "one\r\n..two\r\n...\r\n..\r\nx.\r\n.\r\n");
    EXPECT_EQ(encode("x\r\n", size).value(), "x\r\n.\r\n");
    EXPECT_EQ(encode("", size).value(), ".\r\n");
    EXPECT_EQ(encode(".", size).value(), "..\r\n.\r\n");
  }
}

TEST(DataEncoderTest, RefusesBareLineEnds) {
  for (const std::string message : {"\n", "\r", "a\nb", "a\rb", "a\r", "a\r\r\n", "a\r\n\n", "\n\r"}) {
    EXPECT_FALSE(check_line_ends(message)) << message;
    for (const std::size_t size : {1U, 2U, 100U}) {
      const auto encoded = encode(message, size);
      ASSERT_FALSE(encoded) << message;
      EXPECT_EQ(encoded.error().code, base::Errc::syntax);
    }
  }
  for (const std::string message : {"", "a", "a\r\n", "\r\n\r\n", "a\r\nb"})
    EXPECT_TRUE(check_line_ends(message)) << message;
  EXPECT_FALSE(check_line_ends(std::string(1000, 'x') + "\n"));
  EXPECT_TRUE(check_line_ends(std::string(1000, 'x') + "\r\n"));
}

TEST(DataEncoderTest, IsUndoneByTheDecoder) {
  std::string message;
  for (int i = 0; i < 400; ++i)
    message += i % 7 == 0 ? ".\r\n" : i % 5 == 0 ? "\r\n" : std::string(static_cast<std::size_t>(i * 3), '.');
  message += "\r\n";
  const auto decoded = decode(encode(message, 50).value() + "rest", 33);
  EXPECT_EQ(decoded.content, message);
  EXPECT_EQ(decoded.rest, "rest");
  EXPECT_FALSE(decoded.refused);
}

}  // namespace
}  // namespace wire::smtp
