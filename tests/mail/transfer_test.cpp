// mail/transfer and mail/charset: octets of a body to text.

#include "mail/transfer.hpp"

#include <string>

#include <gtest/gtest.h>

#include "mail/charset.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

TEST(TransferTest, DecodesQuotedPrintableOfRfc2045Section6_7) {
  EXPECT_EQ(decode_transfer("Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
                            "Quoted-Printable"),
            "Now's the time for all folk to come to the aid of their country.");
  EXPECT_EQ(decode_quoted_printable("=3D=e4=E4 \t\r\nnext=  \nline  "), "=\xE4\xE4\r\nnextline");
  EXPECT_EQ(decode_quoted_printable("=ZZ =4\r\n=\r\n="), "=ZZ =4\r\n");
}

TEST(TransferTest, DecodesBase64WithGarbageAndWithoutPadding) {
  EXPECT_EQ(decode_transfer("Zm9v\r\nYmFy", " BASE64 "), "foobar");
  EXPECT_EQ(decode_base64("Z m-9v*YmE="), "fooba");
  EXPECT_EQ(decode_base64("Zm9vYg"), "foob");
  EXPECT_EQ(decode_base64("Zm9vYmE"), "fooba");
  EXPECT_EQ(decode_base64("Zg==Zg=="), "ff");
  EXPECT_EQ(decode_base64("Z"), "");
  EXPECT_EQ(decode_base64("===="), "");
}

TEST(TransferTest, LeavesOtherEncodingsAlone) {
  EXPECT_EQ(decode_transfer("=41", "8bit"), "=41");
  EXPECT_EQ(decode_transfer("=41", "x-unknown"), "=41");
}

TEST(TransferTest, CountsLineEnds) {
  EXPECT_EQ(line_count(""), 0U);
  EXPECT_EQ(line_count("one\r\ntwo\r\n"), 2U);
  EXPECT_EQ(line_count("one\r\ntwo"), 1U);
}

TEST(CharsetTest, ConvertsKnownCharsets) {
  EXPECT_EQ(to_utf8("J\xF8rn", "ISO-8859-1"), "J\u00F8rn");
  EXPECT_EQ(to_utf8("\x93quoted\x94", "iso-8859-1"), "\u201Cquoted\u201D");
  EXPECT_EQ(to_utf8("\xA4", "iso-8859-15"), "\u20AC");
  EXPECT_EQ(to_utf8("\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251"), "\u041F\u0440\u0438\u0432\u0435\u0442");
  EXPECT_EQ(to_utf8("\x1B$B%1\x1B(B", "ISO-2022-JP"), "\u30B1");
  EXPECT_EQ(to_utf8("\x83P", "Shift_JIS"), "\u30B1");
  EXPECT_EQ(to_utf8("plain", "us-ascii"), "plain");
}

TEST(CharsetTest, ReplacesIllFormedOctets) {
  EXPECT_EQ(to_utf8("a\xFF"
                    "b",
                    "utf-8"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(to_utf8("a\x81", "Shift_JIS"), "a\uFFFD");
}

TEST(CharsetTest, ReadsAnUnknownCharsetAsUtf8) {
  EXPECT_EQ(to_utf8("\xC3\xA4", "x-nobody-knows"), "\u00E4");
  EXPECT_EQ(to_utf8("\xC3\xA4", ""), "\u00E4");
  EXPECT_FALSE(converted("a", "x-nobody-knows"));
  EXPECT_FALSE(converted("a", "utf-16,version=1"));
  EXPECT_FALSE(converted("a", std::string(3000, 'a')));
}

TEST(CharsetTest, ConvertsMoreThanItsBufferHolds) {
  const std::string octets(100'000, '\xE4');
  const auto text = to_utf8(octets, "iso-8859-15");
  ASSERT_EQ(text.size(), 200'000U);
  EXPECT_TRUE(text.starts_with("\u00E4\u00E4"));
  EXPECT_TRUE(text.ends_with("\u00E4\u00E4"));
}

}  // namespace
}  // namespace mail
