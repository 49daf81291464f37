// Reports of what became of a mail, as they are written.

#include "notifyd/relay/report.hpp"

#include <string>

#include <gtest/gtest.h>

#include "mail/message.hpp"
#include "mail/mime.hpp"

namespace notifyd::relay {
namespace {

std::string failed(const std::string& octets, const mail::Address& recipient = {"kim", "example.com"}) {
  const mail::Terms terms{.ret = "FULL"};
  const Report what{.outcome = Outcome::failed,
                    .sender = {"ann", "example.org"},
                    .recipient = recipient,
                    .terms = terms,
                    .octets = octets,
                    .whole = true,
                    .arrived = {},
                    .answer = "550 5.1.1 nobody"};
  return report(what, base::Time(), "mx.example");
}

std::string type_of_third(const std::string& text) {
  const mail::Message message{base::Body(text)};
  const auto& parts = message.mime().parts;
  return parts.size() == 3 ? parts[2].type.type + '/' + parts[2].type.subtype : "no third part";
}

TEST(ReportTest, GivesTheMessageBackAsItCame) {
  const auto text = failed("Subject: x\r\n\r\nwhole\r\n");
  EXPECT_EQ(type_of_third(text), "message/rfc822");
  EXPECT_NE(text.find("whole"), std::string::npos);
  EXPECT_EQ(text.find("Content-Transfer-Encoding: 8bit"), std::string::npos);
}

TEST(ReportTest, SaysOutsideTooThatItHoldsEightBits) {
  const auto text = failed("Subject: x\r\n\r\nch\xC3\xA4\r\n");
  EXPECT_EQ(type_of_third(text), "message/rfc822");
  const auto outer = text.substr(0, text.find("\r\n\r\n"));
  EXPECT_NE(outer.find("Content-Transfer-Encoding: 8bit"), std::string::npos);
}

TEST(ReportTest, HoldsTheHeaderAloneOfWhatOnlyBinaryMimeCarries) {
  const auto text = failed("Subject: x\r\n\r\n" + std::string(1200, 'x') + "\r\n");
  EXPECT_EQ(type_of_third(text), "text/rfc822-headers");
  EXPECT_EQ(text.find("binary"), std::string::npos);
}

TEST(ReportTest, WritesARecipientInUtf8AsAscii) {
  const auto text = failed("Subject: x\r\n\r\n", {"j\xC3\xBCrgen", "example.com"});
  EXPECT_NE(text.find("Final-Recipient: utf-8; j\\x{FC}rgen@example.com"), std::string::npos) << text;
}

}  // namespace
}  // namespace notifyd::relay
