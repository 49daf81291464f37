// wire/imap: GETMETADATA and SETMETADATA.

#include "wire/imap/metadata.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

using Names = std::vector<std::string>;

GetMetadata get(const std::string& text) {
  auto in = arguments_of(text).value();
  auto read = get_metadata_arguments(in);
  EXPECT_TRUE(in.finish()) << text;
  return read;
}
bool refuses_get(const std::string& text) {
  auto in = arguments_of(text).value();
  get_metadata_arguments(in);
  return !in.finish();
}
SetMetadata set(const std::string& text, std::uint64_t largest = 100) {
  auto in = arguments_of(text).value();
  auto read = set_metadata_arguments(in, largest);
  EXPECT_TRUE(in.finish()) << text;
  return read;
}

TEST(MetadataTest, OptionsStandBeforeOrBehindTheMailbox) {
  for (const auto* text : {"(MAXSIZE 10 DEPTH 1) INBOX (/private/a /shared/b)",
                           "inbox (depth 1 maxsize 10) (/private/a /shared/b)"}) {
    const auto read = get(text);
    EXPECT_EQ(read.mailbox, "INBOX");
    EXPECT_EQ(read.max_size, 10U);
    EXPECT_EQ(read.depth, 1U);
    EXPECT_EQ(read.entries, (Names{"/private/a", "/shared/b"}));
  }
  const auto plain = get("\"\" /private/a");
  EXPECT_EQ(plain.mailbox, "");
  EXPECT_EQ(plain.max_size, std::nullopt);
  EXPECT_EQ(plain.depth, 0U);
  EXPECT_EQ(plain.entries, Names{"/private/a"});
  EXPECT_EQ(get("(DEPTH infinity) \"\" /private").depth, std::nullopt);
  EXPECT_EQ(get("INBOX ({10}\r\n/private/a)").entries, Names{"/private/a"});
}

TEST(MetadataTest, WhatCannotBeAskedIsRefused) {
  for (const auto* text :
       {"INBOX", "INBOX ()", "INBOX (DEPTH 2) /private/a", "(DEPTH) INBOX /private/a", "() INBOX /private/a",
        "(DEPTH 1) INBOX (MAXSIZE 1) /private/a", "INBOX (/private/a", "INBOX /private/a /private/b"})
    EXPECT_TRUE(refuses_get(text)) << text;
  std::string many = "INBOX (/private/a";
  for (int i = 0; i < 100; ++i) many += " /private/a";
  EXPECT_TRUE(refuses_get(many + ")"));
}

TEST(MetadataTest, ValuesAreStringsLiteralsAndNil) {
  const auto read =
      set("INBOX (/private/a \"x y\" /private/b NIL /private/c {2}\r\n\r\n /private/d ~{1}\r\nz)");
  ASSERT_EQ(read.entries.size(), 4U);
  EXPECT_EQ(read.entries[0].value, "x y");
  EXPECT_EQ(read.entries[1].value, std::nullopt);
  EXPECT_EQ(read.entries[2].value, "\r\n");
  EXPECT_EQ(read.entries[3].value, "z");
}

TEST(MetadataTest, AreWrittenAsWhatTheyAre) {
  EXPECT_EQ(metadata_item("/private/a", "x \"y\""), "/private/a \"x \\\"y\\\"\"");
  EXPECT_EQ(metadata_item("/private/a b", std::nullopt), "\"/private/a b\" NIL");
  EXPECT_EQ(metadata_item("/private/a", std::string("x\0y", 3)),
            "/private/a ~{3}\r\n" + std::string("x\0y", 3));
}

TEST(MetadataTest, AValueThatIsTooLargeIsCountedAndNotCopied) {
  const auto read = set("INBOX (/private/a {5}\r\nhello /private/b \"hello\" /private/c \"hell\")", 4);
  ASSERT_EQ(read.entries.size(), 3U);
  EXPECT_EQ(read.entries[0].size, 5U);
  EXPECT_EQ(read.entries[0].value, "");
  EXPECT_EQ(read.entries[1].size, 5U);
  EXPECT_EQ(read.entries[1].value, "");
  EXPECT_EQ(read.entries[2].value, "hell");
}

}  // namespace
}  // namespace wire::imap
