// wire/imap: modified UTF-7 and LIST patterns.

#include "wire/imap/mailbox_name.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

TEST(MailboxNameTest, ReadsTheExampleOfRfc3501Section513) {
  const std::string wire = "~peter/mail/&U,BTFw-/&ZeVnLIqe-";
  const std::string utf8 = "~peter/mail/\xE5\x8F\xB0\xE5\x8C\x97/\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E";
  EXPECT_EQ(mailbox_name_from_wire(wire).value(), utf8);
  EXPECT_EQ(mailbox_name_to_wire(utf8), wire);
}

TEST(MailboxNameTest, GoesBothWaysForAmpersandsAndBeyondTheBmp) {
  for (const std::string& utf8 : std::vector<std::string>{"A&B", "&", "gr\u00FC\u00DFe",
                                                          "\xF0\x9F\x93\xA7 mail", "\xC3\xA4&\xC3\xB6"}) {
    EXPECT_EQ(mailbox_name_from_wire(mailbox_name_to_wire(utf8)).value(), utf8);
  }
  EXPECT_EQ(mailbox_name_to_wire("A&B"), "A&-B");
}

TEST(MailboxNameTest, InboxHasOneSpelling) {
  EXPECT_EQ(mailbox_name_from_wire("iNbOx").value(), "INBOX");
  EXPECT_EQ(mailbox_name_from_wire("inbox/x").value(), "INBOX/x");  // else LIST shows a second INBOX above it
  EXPECT_EQ(mailbox_name_from_wire("inboxes").value(), "inboxes");
  EXPECT_EQ(mailbox_name_from_wire("a/inbox").value(), "a/inbox");
}

TEST(MailboxNameTest, RefusesWhatIsNotWellFormed) {
  for (const auto* name : {"&Jjo", "&Jjo!-", "a&AGE-b" /* shifted ASCII */, "\xC3\xA4", "a\x01",
                           "&2AA-" /* lone surrogate */, "&AAA-" /* NUL */, "&A-", "&AAAA-"})
    EXPECT_FALSE(mailbox_name_from_wire(name)) << name;
}

TEST(PatternTest, PercentStopsAtTheDelimiterAndAsteriskDoesNot) {
  EXPECT_TRUE(matches_pattern("*", "a/b/c"));
  EXPECT_TRUE(matches_pattern("%", "a"));
  EXPECT_FALSE(matches_pattern("%", "a/b"));
  EXPECT_TRUE(matches_pattern("a/%/c", "a/b/c"));
  EXPECT_TRUE(matches_pattern("a*c", "a/b/c"));
  EXPECT_FALSE(matches_pattern("a%c", "a/b/c"));
  EXPECT_FALSE(matches_pattern("a", "ab"));
  EXPECT_TRUE(matches_pattern("inb%", "INBOX"));
  EXPECT_TRUE(matches_pattern("inbox/%", "INBOX/a"));
  EXPECT_FALSE(matches_pattern("inbox/A", "INBOX/a"));
  EXPECT_FALSE(matches_pattern("A", "a"));
}

TEST(PatternTest, ManyWildcardsCostNoMoreThanTheProductOfTheLengths) {
  EXPECT_FALSE(matches_pattern(std::string(1000, '*') + "x", std::string(1000, 'a')));
}

}  // namespace
}  // namespace wire::imap
