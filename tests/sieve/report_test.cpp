// report (Pigeonhole's spec-bosch-sieve-report): what is reported, and the report as it is written (RFC
// 5965).

#include <algorithm>

#include "mail/mime.hpp"
#include "sieve/compose.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class ReportTest : public SieveTest {
 protected:
  /// Is a message with this Content-Type reported?
  bool is_reported(const std::string& type) {
    message = "Content-Type: " + type + "\r\n\r\nx\r\n";
    const auto outcome =
        run("require \"vnd.dovecot.report\"; report \"abuse\" \"x\" \"abuse@sender.example\";");
    EXPECT_FALSE(outcome.error);
    return std::ranges::any_of(outcome.actions,
                               [](const Action& one) { return std::holds_alternative<AbuseReport>(one); });
  }
  /// The parts of the report, each with its header.
  std::vector<std::string> parts() {
    const AbuseReport report{.feedback_type = "abuse",
                             .text = "spam",
                             .recipient = {"abuse", "sender.example"},
                             .headers_only = true};
    const std::string octets = compose(report, {.author = {"postmaster", "here.example"}, .owner = owner},
                                       envelope, mail::Message(message), base::Time(), host);
    const mail::Message made{octets};
    std::vector<std::string> out;
    for (const mail::Part& part : made.mime().parts)
      out.push_back(octets.substr(part.begin, part.end - part.begin));
    EXPECT_EQ(out.size(), 3U);
    out.resize(3);
    return out;
  }
  static bool is_7bit_lines(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool line_end = text[i] == '\n' ? i > 0 && text[i - 1] == '\r' : text.substr(i, 2) == "\r\n";
      if (!line_end && (text[i] < ' ' || text[i] > '~')) return false;
    }
    return true;
  }
  mail::Address owner{"bob", "here.example"};
  std::string host = "mx.here.example";
};

TEST_F(ReportTest, AReportIsKnownByItsTypeAlone) {
  EXPECT_FALSE(is_reported("multipart/report; report-type=feedback-report; boundary=b"));
  EXPECT_FALSE(is_reported("Multipart/Report (of us); boundary=b;\r\n\tReport-Type=\"Feedback-Report\""));
  EXPECT_TRUE(is_reported("multipart/mixed; boundary=feedback-report"));
  EXPECT_TRUE(is_reported("multipart/mixed; boundary=\"; report-type=feedback-report\""));
  EXPECT_TRUE(is_reported("text/plain; report-type=feedback-report"));
  EXPECT_TRUE(is_reported("multipart/report; report-type=delivery-status; boundary=feedback-report"));
}

TEST_F(ReportTest, AReportInsideAWarningIsOneStill) {
  message = "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b--\r\n";
  const auto outcome =
      run("require [\"vnd.dovecot.report\", \"enclose\"]; enclose \"beware\";"
          "report \"abuse\" \"x\" \"abuse@sender.example\";");
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Keep>(outcome.actions[0]));
}

TEST_F(ReportTest, TellsWhatIsKnownOfTheDelivery) {
  const auto feedback = parts()[1];
  for (const char* field :
       {"Feedback-Type: abuse\r\n", "User-Agent: notifyd\r\n", "Version: 1\r\n",
        "Original-Mail-From: <ann-bounce@sender.example>\r\n", "Original-Rcpt-To: <bob@here.example>\r\n",
        "Reporting-MTA: dns; mx.here.example\r\n"})
    EXPECT_NE(feedback.find(field), std::string::npos) << field << feedback;
}

TEST_F(ReportTest, WhatIsKnownStaysAscii) {
  envelope.sender = {"j\u00FCrgen", "sender.example"};
  owner = {"bob", "b\u00FCcher.example"};
  const auto feedback = parts()[1];
  EXPECT_TRUE(is_7bit_lines(feedback)) << feedback;
  EXPECT_EQ(feedback.find("Original-"), std::string::npos) << feedback;
  EXPECT_NE(feedback.find("Feedback-Type: abuse\r\n"), std::string::npos) << feedback;
}

TEST_F(ReportTest, NoAddressBringsAFieldOfItsOwn) {
  envelope.sender = {"ann", "sender.example>\r\nVersion: 2\r\nX: <"};
  owner = {"bob\r\nX: y", std::string("here\0.example\nX: z", 18)};
  host = "mx\r\nX: w";
  const auto feedback = parts()[1];
  EXPECT_TRUE(is_7bit_lines(feedback)) << feedback;
  EXPECT_EQ(feedback.find("X:"), std::string::npos) << feedback;
  EXPECT_EQ(feedback.find("Version: 2"), std::string::npos) << feedback;
}

// RFC 3462 section 2: text/rfc822-headers has no parameters.
TEST_F(ReportTest, TheHeaderAloneHasTheTypeAlone) {
  EXPECT_TRUE(parts()[2].starts_with("Content-Type: text/rfc822-headers\r\n")) << parts()[2];
  message = "Subject: gr\u00FC\u00DFe\r\n\r\nx";
  EXPECT_TRUE(parts()[2].starts_with("Content-Type: text/rfc822-headers; charset=UTF-8\r\n")) << parts()[2];
  EXPECT_TRUE(is_7bit_lines(parts()[2]));
}

TEST_F(ReportTest, AHeaderOfAnyCharsetIsKnownByItsType) {
  message = "Content-Type: Text/RFC822-Headers (of it); charset=utf-8\r\n\r\nSubject: x\r\n";
  EXPECT_TRUE(holds("body :content \"text/rfc822-headers\" :contains \"Subject\"", "\"body\""));
  EXPECT_TRUE(holds("header :mime :contenttype \"content-type\" \"text/rfc822-headers\"", "\"mime\""));
}

}  // namespace
}  // namespace sieve
