// wire/imap: what FETCH asks for, and sections.

#include "wire/imap/fetch.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

std::vector<FetchItem> items_of(const std::string& text) {
  Arguments in(text);
  auto items = fetch_items(in);
  return in.finish() ? items : std::vector<FetchItem>{};
}

TEST(FetchTest, MacrosStandForTheirItems) {
  EXPECT_EQ(items_of("FAST").size(), 3U);
  EXPECT_EQ(items_of("all").size(), 4U);
  ASSERT_EQ(items_of("FULL").size(), 5U);
  EXPECT_EQ(items_of("FULL")[4].kind, FetchItem::Kind::body);
}

TEST(FetchTest, ReadsSectionsAndPartials) {
  const auto items =
      items_of("(UID BODY.PEEK[1.2.HEADER.FIELDS (From \"Message ID\")]<10.20> BODY[TEXT] BODY[])");
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[1].label, "BODY[1.2.HEADER.FIELDS (From \"Message ID\")]<10>");
  EXPECT_EQ(items[1].section.part, (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(items[1].partial->length, 20U);
  EXPECT_FALSE(items[1].sets_seen);
  EXPECT_TRUE(items[2].sets_seen);
  EXPECT_TRUE(items[3].section.whole());
}

TEST(FetchTest, OldItemsAreSectionsUnderTheirOldName) {
  EXPECT_EQ(items_of("RFC822")[0].label, "RFC822");
  EXPECT_TRUE(items_of("RFC822")[0].sets_seen);
  EXPECT_FALSE(items_of("RFC822.HEADER")[0].sets_seen);
  EXPECT_EQ(items_of("RFC822.TEXT")[0].section.text, Section::Text::text);
}

TEST(FetchTest, RefusesWhatIsNotInTheGrammar) {
  for (const auto* text : {"", "()", "FOO", "(FLAGS", "BODY[", "BODY[0]", "BODY[1.]", "BODY[MIME]",
                           "BODY[.TEXT]", "BODY[HEADER.FIELDS]", "BODY[HEADER.FIELDS ()]", "BODY[]<0>",
                           "BODY[]<0.0>", "BODY.PEEK", "BODY[1TEXT]", "(FLAGS  UID)", "(FAST)"})
    EXPECT_TRUE(items_of(text).empty()) << text;
}

/// multipart(text, message(multipart(text, text))) with invented offsets.
mail::Part tree() {
  mail::Part leaf{.begin = 70, .body_begin = 75, .end = 80};
  mail::Part inner{
      .begin = 50, .body_begin = 60, .end = 100, .type = {.type = "multipart", .subtype = "mixed"}};
  inner.parts = {leaf, leaf};
  mail::Part message{
      .begin = 40, .body_begin = 50, .end = 100, .type = {.type = "message", .subtype = "rfc822"}};
  message.parts = {inner};
  mail::Part root{
      .begin = 0, .body_begin = 10, .end = 120, .type = {.type = "multipart", .subtype = "mixed"}};
  root.parts = {mail::Part{.begin = 15, .body_begin = 20, .end = 30}, message};
  return root;
}

std::string place(const std::string& section, const mail::Part& root) {
  const auto slice = find_section(items_of("BODY.PEEK[" + section + "]").at(0).section, root);
  return slice ? std::to_string(slice->begin) + "+" + std::to_string(slice->length) : "none";
}

TEST(SectionTest, FindsPartsAsRfc3501Section645NumbersThem) {
  EXPECT_EQ(place("", tree()), "0+120");
  EXPECT_EQ(place("HEADER", tree()), "0+10");
  EXPECT_EQ(place("TEXT", tree()), "10+110");
  EXPECT_EQ(place("1", tree()), "20+10");
  EXPECT_EQ(place("1.MIME", tree()), "15+5");
  EXPECT_EQ(place("2", tree()), "50+50");
  EXPECT_EQ(place("2.HEADER", tree()), "50+10");
  EXPECT_EQ(place("2.TEXT", tree()), "60+40");
  EXPECT_EQ(place("2.MIME", tree()), "40+10");
  EXPECT_EQ(place("2.2", tree()), "75+5");
  EXPECT_EQ(place("2.2.MIME", tree()), "70+5");
  for (const auto* missing : {"3", "1.1", "1.HEADER", "2.3", "2.1.1"})
    EXPECT_EQ(place(missing, tree()), "none");
}

TEST(SectionTest, AMessageThatIsNoMultipartHasItsBodyAsPart1) {
  const mail::Part single{.begin = 0, .body_begin = 10, .end = 30};
  EXPECT_EQ(place("1", single), "10+20");
  EXPECT_EQ(place("2", single), "none");
  EXPECT_EQ(place("1.1", single), "none");
}

TEST(SectionTest, PartialsAreCutAtTheEnd) {
  EXPECT_EQ(cut(10, Partial{8, 5}).length, 2U);
  EXPECT_EQ(cut(10, Partial{20, 5}).length, 0U);
  EXPECT_EQ(cut(10, std::nullopt).length, 10U);
}

TEST(SectionTest, ChoosesFieldsAsTheyStand) {
  Section section{.text = Section::Text::header_fields, .fields = {"subject", "X"}};
  const std::string header = "From: a\r\nSubject: b\r\n  c\r\nx: d\r\n\r\n";
  EXPECT_EQ(chosen_fields(section, header), "Subject: b\r\n  c\r\nx: d\r\n\r\n");
  section.text = Section::Text::header_fields_not;
  EXPECT_EQ(chosen_fields(section, header), "From: a\r\n\r\n");
}

}  // namespace
}  // namespace wire::imap
