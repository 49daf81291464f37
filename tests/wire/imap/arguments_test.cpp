// wire/imap: tokens, literals, sequence sets.

#include "wire/imap/arguments.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

TEST(ArgumentsTest, ReadsEachTokenOfALine) {
  Arguments in(R"(INBOX "two words \"quoted\"" NIL 42 (\Seen $Forwarded))");
  EXPECT_EQ(in.mailbox(), "INBOX");
  in.space();
  EXPECT_EQ(in.astring(), "two words \"quoted\"");
  in.space();
  EXPECT_FALSE(in.nstring());
  in.space();
  EXPECT_EQ(in.number(), 42U);
  in.space();
  EXPECT_EQ(in.flags().text(), "\\Seen $Forwarded");
  EXPECT_TRUE(in.finish());
}

TEST(ArgumentsTest, TheFirstFailureSticksAndEndsEverything) {
  Arguments in("12a (b)");
  EXPECT_EQ(in.number(), 12U);
  in.space();
  EXPECT_TRUE(in.failed());
  EXPECT_TRUE(in.empty());
  EXPECT_FALSE(in.take('('));
  EXPECT_EQ(in.atom(), "");
  ASSERT_FALSE(in.finish());
  EXPECT_EQ(in.finish().error().text, "a space is missing, or an argument");
}

TEST(ArgumentsTest, RefusesWhatIsLeftOver) {
  Arguments in("INBOX x");
  EXPECT_EQ(in.astring(), "INBOX");
  EXPECT_FALSE(in.finish());
}

TEST(ArgumentsTest, LiteralsStandWhereTheirMarkStands) {
  auto in = arguments_of("{3}\r\na\r\n {2+}\r\n\xFF\" x");
  ASSERT_TRUE(in);
  EXPECT_EQ(in->astring(), "a\r\n");
  in->space();
  EXPECT_EQ(in->string(), "\xFF\"");
  in->space();
  EXPECT_EQ(in->atom(), "x");
  EXPECT_TRUE(in->finish());
  EXPECT_FALSE(arguments_of("{4}\r\nabc"));
}

TEST(ArgumentsTest, AMarkWithoutItsLiteralIsNoString) {
  Arguments in("{3}\r\nabc");
  EXPECT_EQ(in.astring(), "");
  EXPECT_FALSE(in.finish());
}

TEST(ArgumentsTest, ALiteralIsAStringUpToALengthAndALiteralAtAnyLength) {
  for (const std::size_t size : {std::size_t{64} * 1024, std::size_t{64} * 1024 + 1}) {
    const std::string mark = "{" + std::to_string(size) + "}\r\n";
    const base::Body octets(std::string(size, 'x'));
    Arguments string(mark, {octets});
    EXPECT_EQ(string.astring().size(), size == 65536 ? size : 0);
    EXPECT_EQ(string.finish().has_value(), size == 65536);
    Arguments literal(mark, {octets});
    EXPECT_EQ(literal.literal().size(), size);
    EXPECT_TRUE(literal.finish());
  }
}

TEST(ArgumentsTest, QuotedStringsHoldNoLineEndsNoNulAndNoOtherEscapes) {
  for (const std::string& text : std::vector<std::string>{std::string("\"a\rb\""), std::string("\"a\\b\""),
                                                          std::string("\"ab"), std::string("\"a\0b\"", 5)}) {
    Arguments in(text);
    EXPECT_EQ(in.string(), "");
    EXPECT_FALSE(in.finish()) << text;
  }
}

TEST(ArgumentsTest, FlagListsMayLackParenthesesOnlyInStore) {
  Arguments bare("\\Seen \\Deleted");
  EXPECT_EQ(bare.flags(true).text(), "\\Deleted \\Seen");
  EXPECT_TRUE(bare.finish());
  Arguments refused("\\Seen");
  refused.flags();
  EXPECT_FALSE(refused.finish());
  Arguments none("()");
  EXPECT_TRUE(none.flags().empty());
  EXPECT_TRUE(none.finish());
  Arguments recent("(\\Recent)");
  recent.flags();
  EXPECT_FALSE(recent.finish());
}

TEST(LiteralMarkTest, TellsSizeAndWhoWaits) {
  EXPECT_EQ(literal_mark("a APPEND x {310}")->size, 310U);
  EXPECT_TRUE(literal_mark("a {310}")->waits);
  EXPECT_FALSE(literal_mark("a {310+}")->waits);
  EXPECT_FALSE(literal_mark("a {+}"));
  EXPECT_FALSE(literal_mark("a {}"));
  EXPECT_FALSE(literal_mark("a {1} "));
  EXPECT_FALSE(literal_mark("a {1x}"));
  EXPECT_EQ(literal_mark("a {99999999999999999999+}")->size, 0xFFFFFFFFFFFFFFFF);
  EXPECT_FALSE(literal_mark("a {99999999999999999999+}")->waits);
}

TEST(SequenceSetTest, ReadsTheExamplesOfRfc3501Section9) {
  const auto set = parse_sequence_set("2,4:7,9,12:*");
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->to_end);
  EXPECT_EQ(set->resolved(mail::Uid{15}).text(), "2,4:7,9,12:15");
  EXPECT_EQ(parse_sequence_set("*:4,5:7")->resolved(mail::Uid{10}).text(), "4:10");
}

TEST(SequenceSetTest, AStarIsTheHighestEvenWhenTheOtherEndLiesBeyondIt) {
  EXPECT_EQ(parse_sequence_set("559:*")->resolved(mail::Uid{23}).text(), "23");
  EXPECT_EQ(parse_sequence_set("*")->resolved(mail::Uid{23}).text(), "23");
  EXPECT_TRUE(parse_sequence_set("*")->resolved(mail::Uid{0}).empty());
}

TEST(SequenceSetTest, RefusesZeroAndGarbage) {
  for (const auto* text : {"", "0", "1,", ",1", "1:", "1:2:3", "a", "1 2", "4294967296", "-1"})
    EXPECT_FALSE(parse_sequence_set(text)) << text;
}

}  // namespace
}  // namespace wire::imap
