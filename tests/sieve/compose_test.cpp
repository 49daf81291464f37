// The mail of notifications as it is composed.

#include "sieve/compose.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sieve {
namespace {

class NotificationMailTest : public testing::Test {
 protected:
  NotificationMailTest() {
    mail.recipients = {{"bob", "example.net"}};
    mail.to = {"bob@example.net"};
    mail.from = {"alice", "example.org"};
    mail.subject = "You have mail";
    mail.auto_submitted = "auto-notified; owner-email=\"alice@example.org\"";
  }
  NotificationMail mail;
  base::Time now = base::from_microseconds(1'764'028'800'000'000);
};

// RFC 5436 section 2.7.1: Auto-Submitted stands above all trace fields.
TEST_F(NotificationMailTest, BeginsWithAutoSubmittedAndHasItsOwnDateAndId) {
  mail.body = "hello\r\n";
  const std::string message = compose(mail, now, "mx.example");
  EXPECT_TRUE(
      message.starts_with("Auto-Submitted: auto-notified; owner-email=\"alice@example.org\"\r\n"
                          "Date: Tue, 25 Nov 2025 00:00:00 +0000\r\nMessage-ID: <"));
  EXPECT_NE(message.find("@mx.example>\r\nFrom: <alice@example.org>\r\nTo: bob@example.net\r\n"
                         "Subject: You have mail\r\n"),
            std::string::npos);
  EXPECT_TRUE(message.ends_with("Content-Transfer-Encoding: 7bit\r\n\r\nhello\r\n"));
}

TEST_F(NotificationMailTest, EncodesWhatIsNotPlain) {
  mail.subject =
      "Gr\xC3\xBC\xC3\x9F"
      "e";
  mail.body = "\xC3\xBC";
  const std::string message = compose(mail, now, "mx.example");
  EXPECT_NE(message.find("Subject: =?"), std::string::npos);
  EXPECT_TRUE(message.ends_with("Content-Transfer-Encoding: base64\r\n\r\nw7w=\r\n"));
}

}  // namespace
}  // namespace sieve
