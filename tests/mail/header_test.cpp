// mail/header: fields and their offsets.

#include "mail/header.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(HeaderTest, FindsFieldsWithTheirExactOffsets) {
  const std::string_view octets = "Subject: one\r\n two\r\nFROM :a@b\nTo:\r\n\r\nbody";
  const Header header(octets);
  ASSERT_EQ(header.fields().size(), 3U);
  EXPECT_EQ(octets.substr(header.size()), "body");
  const auto& subject = header.fields()[0];
  EXPECT_EQ(subject.name, "Subject");
  EXPECT_EQ(subject.body, " one\r\n two");
  EXPECT_EQ(octets.substr(subject.begin, subject.end - subject.begin), "Subject: one\r\n two\r\n");
  EXPECT_EQ(header.fields()[1].name, "FROM");
  EXPECT_EQ(header.fields()[1].body, "a@b");
  EXPECT_EQ(header.fields()[2].body, "");
  EXPECT_EQ(header.fields()[2].end, header.size() - 2);
}

TEST(HeaderTest, SkipsLinesThatAreNoField) {
  const Header header(
      "From bob Thu Jan 1\r\n continuation of nothing\r\n: no name\r\nA: 1\r\nno colon\r\n more\r\nB: "
      "2\r\n\r\n");
  ASSERT_EQ(header.fields().size(), 2U);
  EXPECT_EQ(header.fields()[0].body, " 1");
  EXPECT_EQ(header.fields()[1].body, " 2");
}

TEST(HeaderTest, EndsWithTheOctetsWhenThereIsNoEmptyLine) {
  const Header header("A: 1\r\nB: 2");
  EXPECT_EQ(header.size(), 10U);
  ASSERT_EQ(header.fields().size(), 2U);
  EXPECT_EQ(header.fields()[1].body, " 2");
  EXPECT_EQ(Header("").size(), 0U);
  EXPECT_EQ(Header("\r\nbody").size(), 2U);
}

TEST(HeaderTest, TakesABlankContinuationLineIntoTheField) {
  const Header header("A: 1\r\n \r\n 2\r\n\r\n");
  ASSERT_EQ(header.fields().size(), 1U);
  EXPECT_EQ(header.fields()[0].body, " 1\r\n \r\n 2");
}

TEST(HeaderTest, FindsWithoutRegardToCaseAndInOrder) {
  const Header header("Received: 1\nreceived: 2\nX: 3\n\n");
  EXPECT_EQ(header.find("RECEIVED")->body, " 1");
  EXPECT_EQ(header.all("Received").size(), 2U);
  EXPECT_EQ(header.all("Received")[1]->body, " 2");
  EXPECT_EQ(header.find("Y"), nullptr);
}

TEST(HeaderTest, KeepsABoundedNumberOfFields) {
  std::string bomb;
  for (std::size_t i = 0; i < Header::max_fields + 5; ++i) bomb += "a:\n";
  bomb += "\nbody";
  const Header header(bomb);
  EXPECT_EQ(header.fields().size(), Header::max_fields);
  EXPECT_EQ(header.size(), bomb.size() - 4);
}

TEST(HeaderTest, UnfoldsToOneLine) {
  EXPECT_EQ(unfolded(" one\r\n two\n\tthree "), "one two\tthree");
  EXPECT_EQ(unfolded("a\rb\r\nc\nd"), "a b c d");
  EXPECT_EQ(unfolded(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(unfolded(" \r\n "), "");
}

}  // namespace
}  // namespace mail
