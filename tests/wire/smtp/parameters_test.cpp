// Values of NOTIFY and BY, read and written (RFC 3461 section 4.1, RFC 2852 section 4).

#include "wire/smtp/parameters.hpp"

#include <gtest/gtest.h>

namespace wire::smtp {
namespace {

TEST(ParametersTest, EnvidAndOrcptAreAsciiButForAddressesInUtf8) {
  EXPECT_TRUE(parse_envid("a+40b"));
  EXPECT_FALSE(parse_envid("\xC3\xA9"));
  EXPECT_FALSE(parse_envid("+C3+A9"));
  EXPECT_FALSE(parse_envid(std::string(101, 'x')));
  EXPECT_FALSE(parse_orcpt("rfc822;j+C3+BCrgen@b.example"));
  EXPECT_TRUE(parse_orcpt("utf-8;j\xC3\xBCrgen@b.example"));
}

TEST(ParametersTest, NotifyIsWrittenAsItIsRead) {
  for (const char* value : {"NEVER", "SUCCESS", "SUCCESS,FAILURE,DELAY", "FAILURE,DELAY"})
    EXPECT_EQ(text(parse_notify(value).value()), value);
  EXPECT_FALSE(parse_notify("NEVER,SUCCESS"));
  EXPECT_FALSE(parse_notify(""));
}

TEST(ParametersTest, ByIsReadWithItsModeAndTrace) {
  EXPECT_EQ(parse_by("120;R").value(), (By{.seconds = 120, .returns = true}));
  EXPECT_EQ(parse_by("+0;nt").value(), (By{.seconds = 0, .traced = true}));
  EXPECT_EQ(parse_by("-999999999;N").value(), (By{.seconds = -999'999'999}));
  EXPECT_EQ(text(By{.seconds = -5, .traced = true}), "-5;NT");
  EXPECT_EQ(text(By{.seconds = 5'000'000'000, .returns = true}), "999999999;R");
}

TEST(ParametersTest, ByRefusesWhatItIsNot) {
  for (const char* value : {"", "5", "5;", ";R", "5;X", "5;RX", "5;RTT", "1234567890;N", "--5;N", "x;N"})
    EXPECT_FALSE(parse_by(value)) << value;
  for (const char* late : {"0;R", "-1;R", "-0;RT"}) EXPECT_FALSE(parse_by(late)) << late;
}

}  // namespace
}  // namespace wire::smtp
