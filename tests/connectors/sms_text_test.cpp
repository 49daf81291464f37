// Alphabet and length of short messages, and phone numbers.

#include "connectors/sms_text.hpp"

#include <gtest/gtest.h>

namespace connectors {
namespace {

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += what;
  return out;
}

TEST(SmsTextTest, KnowsTheDefaultAlphabet) {
  EXPECT_EQ(gsm_septets("Hello @ ñ Ω à ¿").value(), 15u);
  EXPECT_EQ(gsm_septets("[€]").value(), 6u);
  for (const auto* outside : {"`", "ç", "Привет", "😀", "“"}) EXPECT_FALSE(gsm_septets(outside)) << outside;
}

TEST(SmsTextTest, FitsIntoOneMessageUpToItsLimit) {
  EXPECT_EQ(fit_sms(std::string(160, 'a'), 1).text, std::string(160, 'a'));
  EXPECT_EQ(fit_sms(repeated("я", 70), 1).text, repeated("я", 70));
  EXPECT_TRUE(fit_sms(repeated("я", 70), 1).unicode);
}

TEST(SmsTextTest, CutsVisiblyWhatIsTooLong) {
  EXPECT_EQ(fit_sms(std::string(161, 'a'), 1).text, std::string(157, 'a') + "...");
  EXPECT_EQ(fit_sms(repeated("€", 81), 1).text,
            repeated("€", 78) + "...");  // two septets each, never cut in two
  EXPECT_EQ(fit_sms(repeated("😀", 36), 1).text, repeated("😀", 33) + "...");  // a surrogate pair each
}

TEST(SmsTextTest, CountsThePartsOfALongText) {
  EXPECT_EQ(fit_sms(std::string(161, 'a'), 8).parts, 2u);
  EXPECT_EQ(fit_sms(std::string(306, 'a'), 8).parts, 2u);
  EXPECT_EQ(fit_sms(std::string(307, 'a'), 8).parts, 3u);
  EXPECT_EQ(fit_sms(repeated("я", 135), 8).parts, 3u);
  EXPECT_EQ(fit_sms(std::string(5000, 'a'), 8).parts, 8u);
}

TEST(SmsTextTest, PutsTheTextOnOneLine) {
  EXPECT_EQ(fit_sms("a\r\nb\tc", 1).text, "a  b c");
}

TEST(SmsTextTest, BringsNumbersIntoInternationalForm) {
  EXPECT_EQ(international_number("+49 (151) 1234-5678").value(), "+4915112345678");
  for (const auto* bad :
       {"", "+", "015112345678", "+49151abc", "12345", "+4915112345678 +4915112345679", "+1234567",
        "+1234567890123456", "+0123456789", "+49151\r\n12345", "+4915112345678&to=+1"})
    EXPECT_FALSE(international_number(bad)) << bad;
}

}  // namespace
}  // namespace connectors
