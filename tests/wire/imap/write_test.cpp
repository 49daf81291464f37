// wire/imap: strings, ENVELOPE and BODYSTRUCTURE as written.

#include "wire/imap/write.hpp"

#include <gtest/gtest.h>

namespace wire::imap {
namespace {

TEST(WriteTest, ChoosesTheFormThatCarriesTheString) {
  EXPECT_EQ(string_of("a\"b\\c"), R"~("a\"b\\c")~");
  EXPECT_EQ(string_of("a\r\nb"), "{4}\r\na\r\nb");
  EXPECT_EQ(string_of("\xC3\xA4"), "{2}\r\n\xC3\xA4");
  EXPECT_EQ(astring_of("INBOX"), "INBOX");
  EXPECT_EQ(astring_of("nil"), "\"nil\"");
  EXPECT_EQ(astring_of(""), "\"\"");
  EXPECT_EQ(mailbox_of("\xC3\xA4 b"), "\"&AOQ- b\"");
}

TEST(WriteTest, ResponseTextNeverBreaksTheLineOrReadsAsACode) {
  EXPECT_EQ(resp_text("a\r\nb\xC3"), "a??b?");
  EXPECT_EQ(resp_text("[ALERT] x"), "- [ALERT] x");
  EXPECT_FALSE(resp_text("").empty());
}

TEST(WriteTest, UidListsKeepTheirOrder) {
  EXPECT_EQ(uid_list({{3}, {4}, {5}, {9}, {7}}), "3:5,9,7");
}

constexpr std::string_view message =
    "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
    "From: Terry Gray <gray@cac.washington.edu>\r\n"
    "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"
    "To: imap@cac.washington.edu\r\n"
    "Cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"
    "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"
    "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n"
    "\r\n"
    "one\r\ntwo\r\n";

TEST(EnvelopeTest, IsThatOfTheExampleInRfc3501Section8) {
  EXPECT_EQ(
      envelope(mail::Header(message)),
      R"~(("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev1 WG mtg summary and minutes" )~"
      R"~((("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) )~"
      R"~((("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) )~"
      R"~(((NIL NIL "minutes" "cnri.reston.va.us")("John Klensin" NIL "KLENSIN" "mit.edu")) NIL NIL )~"
      R"~("<B27397-0100000@cac.washington.edu>"))~");
}

TEST(EnvelopeTest, IsAllNilForAnEmptyHeader) {
  EXPECT_EQ(envelope(mail::Header("\r\n")), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
}

TEST(EnvelopeTest, GroupsHaveAStartAndAnEnd) {
  EXPECT_NE(envelope(mail::Header("To: team: a@b.example;\r\n\r\n"))
                .find(R"~(((NIL NIL "team" NIL)(NIL NIL "a" "b.example")(NIL NIL NIL NIL)))~"),
            std::string::npos);
}

TEST(BodyStructureTest, DescribesAPlainMessage) {
  const auto part = mail::scan_mime(message);
  EXPECT_EQ(body_structure(part, message, false),
            R"~(("text" "plain" ("charset" "US-ASCII") NIL NIL "7bit" 10 2))~");
  EXPECT_EQ(body_structure(part, message, true),
            R"~(("text" "plain" ("charset" "US-ASCII") NIL NIL "7bit" 10 2 NIL NIL NIL NIL))~");
}

TEST(BodyStructureTest, DescribesPartsMessagesAndFileNamesBeyondAscii) {
  const std::string mixed =
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment; filename*=utf-8''%C3%A4.pdf\r\n\r\nAAAA\r\n"
      "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n";
  EXPECT_EQ(
      body_structure(mail::scan_mime(mixed), mixed, true),
      R"~((("application" "pdf" NIL NIL NIL "base64" 4 NIL ("attachment" ("filename*" "utf-8''%C3%A4.pdf")) NIL NIL))~"
      R"~(("message" "rfc822" NIL NIL NIL "7bit" 16 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) )~"
      R"~(("text" "plain" NIL NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) )~"
      R"~("mixed" ("boundary" "b") NIL NIL NIL))~");
}

}  // namespace
}  // namespace wire::imap
