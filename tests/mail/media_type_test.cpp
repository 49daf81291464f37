// mail/media_type: parameters (RFC 2045, RFC 2231).

#include "mail/media_type.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mail {
namespace {

std::string parameter(std::string_view field_body, std::string_view name) {
  const auto type = parse_media_type(field_body);
  return type ? std::string(type->parameter(name)) : "(no type)";
}

TEST(MediaTypeTest, JoinsTheContinuationsOfRfc2231Section3) {
  EXPECT_EQ(parameter("message/external-body; access-type=URL;\r\n URL*0=\"ftp://\";\r\n"
                      " URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"",
                      "url"),
            "ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar");
}

TEST(MediaTypeTest, DecodesTheCharsetOfRfc2231Section4) {
  EXPECT_EQ(
      parameter("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "title"),
      "This is ***fun***");
  EXPECT_EQ(parameter("application/x-stuff;\r\n title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n"
                      " title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2=\"isn't it!\"",
                      "title"),
            "This is even more ***fun*** isn't it!");
  EXPECT_EQ(parameter("a/b; name*1*=%A4; name*0*=iso-8859-15''", "name"), "\u20AC");
}

TEST(MediaTypeTest, PrefersTheExtendedFormAndIgnoresABrokenOne) {
  EXPECT_EQ(parameter("a/b; name=plain; name*=utf-8''%C3%A4; name=again", "name"), "\u00E4");
  EXPECT_EQ(parameter("a/b; name=plain; name*1=rest", "name"), "plain");
  EXPECT_EQ(parameter("a/b; name*0=one; name*2=three", "name"), "one");
  EXPECT_EQ(parameter("a/b; name*=100%", "name"), "100%");
}

TEST(MediaTypeTest, NeverGivesALineEndOrNul) {
  EXPECT_EQ(parameter("a/b; name*=utf-8''a%0D%0Ab%00c", "name"), "a  b c");
}

TEST(MediaTypeTest, ReadsUnquotedValuesLeniently) {
  EXPECT_EQ(parameter("text/plain; charset=us-ascii (Plain text)", "charset"), "us-ascii");
  EXPECT_EQ(parameter("text/plain; name=my file.txt ; x=y", "name"), "my file.txt");
  EXPECT_EQ(parameter("multipart/mixed; boundary=----=_Part_1/2:3", "boundary"), "----=_Part_1/2:3");
  EXPECT_EQ(parameter("text/plain; ;; novalue; charset=x", "charset"), "x");
}

TEST(MediaTypeTest, SurvivesACommentOrQuoteWithoutEnd) {
  EXPECT_EQ(parse_media_type("text/plain (never")->subtype, "plain");
  EXPECT_EQ(parse_media_type("text/plain; (never")->parameters.size(), 0U);
  EXPECT_EQ(parse_media_type("text/plain; a=b; (never \\")->parameters.size(), 1U);
  EXPECT_EQ(parameter("text/plain; a=\"never", "a"), "never");
  EXPECT_EQ(parameter("text/plain; a=\"never\\", "a"), "never\\");
}

TEST(MediaTypeTest, IsNothingWithoutTypeAndSubtype) {
  for (const auto* text :
       {"", "text", "text/", "/plain", "te xt/plain", "a/b/c", "text/\"plain\"@", "\xC3\xA4/b"})
    EXPECT_FALSE(parse_media_type(text)) << text;
  EXPECT_EQ(parse_media_type(" Text / Plain (x) ")->subtype, "plain");
}

TEST(MediaTypeTest, KeepsABoundedNumberOfParameters) {
  std::string bomb = "a/b";
  for (int i = 0; i < 5000; ++i) bomb += ";a" + std::to_string(i) + "*0=b";
  EXPECT_EQ(parse_media_type(bomb)->parameters.size(), 200U);
}

TEST(MediaTypeTest, ShowsParametersAsWritten) {
  const auto written = parse_parameterised("Attachment; FileName*0*=utf-8''%C3; filename*1*=%A4");
  EXPECT_EQ(written.value, "attachment");
  ASSERT_EQ(written.parameters.size(), 2U);
  EXPECT_EQ(written.parameters[0].name, "filename*0*");
  EXPECT_EQ(written.parameters[0].value, "utf-8''%C3");
}

}  // namespace
}  // namespace mail
