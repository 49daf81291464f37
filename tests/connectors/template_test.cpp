// Templates: every value is harmless where it stands.

#include "connectors/template.hpp"

#include <gtest/gtest.h>

namespace connectors {
namespace {

const std::vector<std::string> known{"to", "text", "subject"};

std::string expanded(std::string_view text, Escape escape, std::string_view value) {
  const auto result = Template::parse(text, escape, known).value().expand({{"text", std::string(value)}});
  return result ? *result : "refused";
}

TEST(TemplateTest, PercentEncodesValuesInUrls) {
  EXPECT_EQ(expanded("http://h/s?text={text}&x=1", Escape::url, "a&b=c #?/%€"),
            "http://h/s?text=a%26b%3Dc%20%23%3F%2F%25%E2%82%AC&x=1");
}

TEST(TemplateTest, EscapesValuesInsideJsonStrings) {
  EXPECT_EQ(expanded(R"({"text":"{text}"})", Escape::json, "x\",\"to\":\"+1"),
            R"({"text":"x\",\"to\":\"+1"})");
  EXPECT_EQ(expanded(R"({"text":"{text}"})", Escape::json, "\\\t\xFF"),
            "{\"text\":\"\\\\\\u0009\xEF\xBF\xBD\"}");
}

TEST(TemplateTest, RefusesLineEndsWhereTheyAreNotEscapedAndNulEverywhere) {
  for (const auto escape : {Escape::header, Escape::plain})
    for (const std::string_view value : {"a\r\nX-Evil: 1", "a\nb", "a\rb"})
      EXPECT_EQ(expanded("{text}", escape, value), "refused");
  for (const auto escape : {Escape::url, Escape::json, Escape::header, Escape::plain})
    EXPECT_EQ(expanded("{text}", escape, std::string_view("a\0b", 3)), "refused");
}

TEST(TemplateTest, CarriesLineEndsEscaped) {
  EXPECT_EQ(expanded("http://h/?t={text}", Escape::url, "a\r\nb"), "http://h/?t=a%0D%0Ab");
  EXPECT_EQ(expanded(R"("{text}")", Escape::json, "a\r\nb"), R"("a\u000d\u000ab")");
}

TEST(TemplateTest, PutsOnlyPrintableAsciiIntoHeaders) {
  EXPECT_EQ(expanded("t={text}", Escape::header, "plain words"), "t=plain words");
  EXPECT_EQ(expanded("t={text}", Escape::header, "caf\xC3\xA9"), "refused");
}

TEST(TemplateTest, NeverExpandsWhatAValueHolds) {
  EXPECT_EQ(expanded("{text}", Escape::plain, "{to} {text}"), "{to} {text}");
}

TEST(TemplateTest, LeavesOtherBracesAsTheyAre) {
  EXPECT_EQ(expanded(R"({"a":{"b":1},"c":"{}","d":"{ text }","e":"{TEXT}{)", Escape::json, "x"),
            R"({"a":{"b":1},"c":"{}","d":"{ text }","e":"{TEXT}{)");
}

TEST(TemplateTest, NamesAnUnknownPlaceholderAndItsNearest) {
  const auto parsed = Template::parse("{subjct}", Escape::url, known);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().text, "unknown placeholder {subjct}; did you mean {subject}?");
}

}  // namespace
}  // namespace connectors
