// store/search: every key against a message.

#include "store/search.hpp"

#include <gtest/gtest.h>

#include "wire/imap/search.hpp"

namespace store {
namespace {

class SearchTest : public testing::Test {
 protected:
  bool finds(const std::string& program) {
    const auto key = wire::imap::parse_search(program);
    EXPECT_TRUE(key) << program;
    return key && matches(*key, subject, now);
  }

  const base::Time now = base::from_microseconds(1'795'521'600'000'000);  // 24 Nov 2026 12:00 UTC
  const mail::Message message{
      "From: =?utf-8?Q?J=C3=BCrgen?= <juergen@example.org>\r\n"
      "To: a@example.org, b@example.org\r\n"
      "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n aus Bonn\r\n"
      "Date: Tue, 24 Nov 2026 00:30:00 +0200\r\n"
      "X-Empty:\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
      "quoted-printable\r\n\r\n"
      "Stra=DFe\r\n"
      "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\naGlkZGVu\r\n"
      "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inside\r\n\r\nd\r\n--b--\r\n"};
  Subject subject{.uid = mail::Uid{7},
                  .modseq = mail::ModSeq{40},
                  .flags = mail::Flags(mail::Flags::seen, {"$Work"}),
                  .size = 500,
                  .received = now - std::chrono::hours(2),
                  .message = &message};
};

TEST_F(SearchTest, FlagsAndKeywordsAreCompared) {
  EXPECT_TRUE(finds("SEEN UNDELETED KEYWORD $work UNKEYWORD $other OLD"));
  EXPECT_FALSE(finds("UNSEEN"));
  EXPECT_FALSE(finds("KEYWORD $other"));
  subject.recent = true;
  EXPECT_TRUE(finds("RECENT"));
  EXPECT_FALSE(finds("NEW"));
}

TEST_F(SearchTest, SizesAndUidsAreCompared) {
  EXPECT_TRUE(finds("LARGER 499 SMALLER 501 UID 5:9"));
  EXPECT_FALSE(finds("LARGER 500"));
  EXPECT_FALSE(finds("SMALLER 500"));
  EXPECT_FALSE(finds("UID 1:6,8:*"));
}

TEST_F(SearchTest, InternalDatesCountInDaysOfUtc) {
  EXPECT_TRUE(finds("ON 24-Nov-2026 SINCE 24-Nov-2026 BEFORE 25-Nov-2026"));
  EXPECT_FALSE(finds("BEFORE 24-Nov-2026"));
  EXPECT_FALSE(finds("SINCE 25-Nov-2026"));
}

TEST_F(SearchTest, TheDateFieldCountsAsItWasWritten) {
  EXPECT_TRUE(finds("SENTON 24-Nov-2026 SENTSINCE 24-Nov-2026 SENTBEFORE 25-Nov-2026"));
  EXPECT_FALSE(finds("SENTON 23-Nov-2026"));  // the day in UTC
}

TEST_F(SearchTest, WithinCountsSecondsFromNow) {
  EXPECT_TRUE(finds("YOUNGER 7200"));
  EXPECT_FALSE(finds("YOUNGER 7199"));
  EXPECT_TRUE(finds("OLDER 7200"));
  EXPECT_FALSE(finds("OLDER 7201"));
}

TEST_F(SearchTest, HeaderFieldsAreDecodedAndComparedWithoutCase) {
  EXPECT_TRUE(finds("FROM \"J\xC3\x9CRGEN\""));
  EXPECT_TRUE(finds("FROM juergen@EXAMPLE"));
  EXPECT_TRUE(
      finds("SUBJECT \"gr\xC3\xBC\xC3\x9F"
            "e aus bonn\""));
  EXPECT_TRUE(finds("TO b@"));
  EXPECT_FALSE(finds("CC b@"));
  EXPECT_TRUE(finds("HEADER X-Empty \"\""));
  EXPECT_FALSE(finds("HEADER X-Missing \"\""));
}

TEST_F(SearchTest, BodiesAreDecodedAndOnlyTextIsLookedAt) {
  EXPECT_TRUE(
      finds("BODY \"stra\xC3\x9F"
            "e\""));
  EXPECT_FALSE(finds("BODY hidden"));
  EXPECT_TRUE(finds("BODY inside"));
  EXPECT_FALSE(finds("BODY juergen"));
  EXPECT_TRUE(finds("TEXT juergen"));
}

TEST_F(SearchTest, KeysCombine) {
  EXPECT_TRUE(finds("OR UNSEEN (SEEN TEXT bonn)"));
  EXPECT_TRUE(finds("NOT (UNSEEN TEXT bonn)"));
  EXPECT_FALSE(finds("OR UNSEEN NOT TEXT bonn"));
}

TEST_F(SearchTest, WithoutOctetsWhatHangsOnThemIsNotDecided) {
  subject.message = nullptr;
  const auto verdict = [&](const char* program) {
    return decide(wire::imap::parse_search(program).value(), subject, now);
  };
  EXPECT_EQ(verdict("SEEN"), true);
  EXPECT_EQ(verdict("UNSEEN TEXT x"), false);
  EXPECT_EQ(verdict("OR SEEN TEXT x"), true);
  EXPECT_EQ(verdict("SEEN TEXT x"), std::nullopt);
  EXPECT_EQ(verdict("NOT TEXT x"), std::nullopt);
  EXPECT_FALSE(finds("TEXT juergen"));
  EXPECT_TRUE(finds("NOT TEXT juergen"));
}

TEST_F(SearchTest, AHugeBodyOfNearMissesDoesNotMatch) {
  const mail::Message near("Subject: x\r\n\r\n" + std::string(2'000'000, 'a'));
  subject.message = &near;
  EXPECT_FALSE(finds("BODY \"" + std::string(900, 'a') + "b\""));
  EXPECT_FALSE(finds("BODY \"" + std::string(900, 'a') + "\xC3\xA4\""));
}

}  // namespace
}  // namespace store
