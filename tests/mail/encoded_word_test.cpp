// mail/header: encoded words (RFC 2047).

#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "tests/support/cpu_time.hpp"

namespace mail {
namespace {

TEST(EncodedWordTest, DecodesTheExamplesOfRfc2047Section8) {
  EXPECT_EQ(decoded(" =?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>"), "Keith Moore <moore@cs.utk.edu>");
  EXPECT_EQ(decoded("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.dk>"),
            "Keld J\u00F8rn Simonsen <keld@dkuug.dk>");
  EXPECT_EQ(decoded("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n "
                    "=?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="),
            "If you can read this you understand the example.");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a?=)"), "(a)");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a?= b)"), "(a b)");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)"), "(ab)");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=)"), "(ab)");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a_b?=)"), "(a b)");
  EXPECT_EQ(decoded("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)"), "(a b)");
}

TEST(EncodedWordTest, DecodesTheExamplesOfRfc2231Section5) {
  EXPECT_EQ(decoded("=?US-ASCII*EN?Q?Keith_Moore?="), "Keith Moore");
}

TEST(EncodedWordTest, JoinsACharacterThatTheSenderCutInTwo) {
  EXPECT_EQ(decoded("=?utf-8?Q?=C3?= =?UTF-8?B?pA==?="), "\u00E4");
  EXPECT_EQ(decoded("=?iso-2022-jp?B?GyRCJTEbKEI=?= =?iso-2022-jp?B?GyRCJTEbKEI=?="), "\u30B1\u30B1");
}

TEST(EncodedWordTest, LeavesWhatItCannotDecode) {
  for (const std::string text : {"=?x-nobody-knows?Q?a?=", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=?utf-8?Q?a?",
                                 "=?", "=?=?=?", "=?utf-8?Q", "a =? b ?= c", "=??Q?a?=", "=?a,b?Q?a?="})
    EXPECT_EQ(decoded(text), text);
}

TEST(EncodedWordTest, ReadsRawOctetsAsUtf8OrLatin1) {
  EXPECT_EQ(decoded("Gr\xC3\xBC\xC3\x9F"
                    "e"),
            "Gr\u00FC\u00DFe");
  EXPECT_EQ(decoded("Gr\xFC\xDF"
                    "e"),
            "Gr\u00FC\u00DFe");
}

TEST(EncodedWordTest, ReadsRawOctetsInsideWhatItCannotDecodeTheSameWay) {
  EXPECT_EQ(decoded("=?\xFC?q?a?="), "=?\u00FC?q?a?=");
}

TEST(EncodedWordTest, NeverGivesALineEndOrNul) {
  EXPECT_EQ(decoded("=?utf-8?Q?a=0D=0ABcc:=00x?="), "a  Bcc: x");
}

TEST(EncodedWordTest, TakesLinearTimeOnRunsOfItsMarks) {
  std::string marks;
  for (int i = 0; i < 200'000; ++i) marks += "=?";
  EXPECT_LT(tests::cpu_seconds([&] { EXPECT_EQ(decoded(marks), marks); }), 3);
  std::string openings;
  for (int i = 0; i < 50'000; ++i) openings += "=?a?q?";
  EXPECT_LT(tests::cpu_seconds([&] { EXPECT_EQ(decoded(openings), openings); }), 3);
}

TEST(EncodedWordTest, LeavesPlainAsciiAlone) {
  EXPECT_EQ(encoded("Plain text, as is."), "Plain text, as is.");
  EXPECT_EQ(encoded(""), "");
}

void expect_round_trip(const std::string& text) {
  const auto wire = encoded(text);
  EXPECT_EQ(decoded(wire), text);
  bool first = true;
  for (auto line : base::text::split(wire, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    EXPECT_LE(line.size() + (first ? 20 : 0), 76U) << wire;
    EXPECT_TRUE(first || line.starts_with(' ')) << wire;
    first = false;
  }
}

TEST(EncodedWordTest, EncodesWhatItDecodesIntoShortLines) {
  expect_round_trip("Gr\u00FC\u00DFe aus K\u00F6ln");
  std::string long_text;
  for (int i = 0; i < 60; ++i) long_text += i % 5 == 0 ? "\U0001F600 a" : "\u65E5\u672C";
  expect_round_trip(long_text);
  std::string mostly_ascii = "\u00E4";
  for (int i = 0; i < 60; ++i) mostly_ascii += " some words";
  expect_round_trip(mostly_ascii);
  expect_round_trip("=?utf-8?q?not_a_word?=");
  expect_round_trip(std::string(2000, 'a'));
}

TEST(EncodedWordTest, EncodesControlCharactersRatherThanWriteThem) {
  const auto wire = encoded("a\r\nBcc: everybody@example.org");
  EXPECT_EQ(wire.find('\n'), std::string::npos);
  EXPECT_TRUE(wire.starts_with("=?utf-8?q?a=0D=0ABcc"));
}

}  // namespace
}  // namespace mail
