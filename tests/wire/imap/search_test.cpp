// wire/imap: SEARCH programs.

#include "wire/imap/search.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

using Kind = mail::SearchKey::Kind;

TEST(SearchTest, ReadsTheExampleOfRfc3501Section644) {
  const auto key = parse_search("FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\"");
  ASSERT_TRUE(key);
  ASSERT_EQ(key->kind, Kind::both);
  ASSERT_EQ(key->operands.size(), 3U);
  EXPECT_TRUE(key->operands[0].flags.has(mail::Flags::flagged));
  EXPECT_EQ(key->operands[1].kind, Kind::since);
  EXPECT_EQ(key->operands[1].day, 8797);
  EXPECT_EQ(key->operands[2].kind, Kind::negated);
  EXPECT_EQ(key->operands[2].operands[0].field, "From");
  EXPECT_EQ(key->operands[2].operands[0].text, "Smith");
}

TEST(SearchTest, ReadsEveryKeyOfRfc3501AndRfc5032) {
  for (const auto* text : {"ALL",
                           "ANSWERED",
                           "BCC x",
                           "BEFORE 1-Feb-1994",
                           "BODY x",
                           "CC x",
                           "DELETED",
                           "DRAFT",
                           "FLAGGED",
                           "FROM x",
                           "HEADER X-Spam \"\"",
                           "KEYWORD $Junk",
                           "LARGER 10",
                           "NEW",
                           "NOT SEEN",
                           "OLD",
                           "ON \"01-Feb-1994\"",
                           "OR SEEN DRAFT",
                           "RECENT",
                           "SEEN",
                           "SENTBEFORE 1-Feb-1994",
                           "SENTON 1-Feb-1994",
                           "SENTSINCE 1-Feb-1994",
                           "SINCE 1-Feb-1994",
                           "SMALLER 10",
                           "SUBJECT x",
                           "TEXT x",
                           "TO x",
                           "UID 1:*",
                           "UNANSWERED",
                           "UNDELETED",
                           "UNDRAFT",
                           "UNFLAGGED",
                           "UNKEYWORD $Junk",
                           "UNSEEN",
                           "1:3,5",
                           "*",
                           "(SEEN (DRAFT))",
                           "YOUNGER 60",
                           "OLDER 60",
                           "charset utf-8 text x"})
    EXPECT_TRUE(parse_search(text)) << text;
}

TEST(SearchTest, RefusesWhatIsNotInTheGrammar) {
  for (const auto* text : {"",
                           "SEE",
                           "FROM",
                           "FROM  x",
                           "NOT",
                           "OR SEEN",
                           "(SEEN",
                           "SEEN)",
                           "()",
                           "SINCE 31-Feb-1994",
                           "SINCE 1-Foo-1994",
                           "SINCE 1-eb -1994",
                           "LARGER x",
                           "LARGER -1",
                           "UID",
                           "UID 0",
                           "KEYWORD \\Seen x",
                           "SEEN  DRAFT",
                           "YOUNGER 0",
                           "CHARSET",
                           "CHARSET UTF-8",
                           "FROM \"\xFF\""})
    EXPECT_FALSE(parse_search(text)) << text;
}

TEST(SearchTest, TellsAnUnknownCharsetFromASyntaxError) {
  EXPECT_EQ(parse_search("CHARSET KOI7 TEXT x").error().code, base::Errc::unsupported);
  EXPECT_EQ(parse_search("CHARSET UTF-8 TEX x").error().code, base::Errc::syntax);
}

TEST(SearchTest, TextIsUtf8WhateverItCameAs) {
  EXPECT_EQ(parse_search("SUBJECT \"gr\xC3\xBC\"")->text, "gr\xC3\xBC");
  EXPECT_EQ(parse_search("SUBJECT {4}\r\ngr\xC3\xBC")->text, "gr\xC3\xBC");
}

TEST(SearchTest, HoldsUidsAsWritten) {
  const auto key = parse_search("UID 7:*");
  EXPECT_EQ(key->kind, Kind::uids);
  EXPECT_TRUE(key->uids_to_end);
  EXPECT_TRUE(key->uids.contains(mail::Uid{8}));
}

TEST(SearchTest, NestsAtMostFiftyDeep) {
  const auto nested = [](int depth) {
    std::string text = "SEEN";
    for (int i = 0; i < depth; ++i) text = "NOT " + text;
    return text;
  };
  EXPECT_TRUE(parse_search(nested(49)));
  EXPECT_FALSE(parse_search(nested(50)));
  EXPECT_FALSE(parse_search(std::string(100'000, '(')));
}

}  // namespace
}  // namespace wire::imap
