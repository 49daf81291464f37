// mail/mime: the tree of a message and its exact offsets.

#include "mail/mime.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/cpu_time.hpp"

namespace mail {
namespace {

/// Lines joined with CRLF.
std::string lines(std::initializer_list<std::string_view> all) {
  std::string out;
  for (const auto line : all) out.append(line).append("\r\n");
  return out;
}

std::string shape(const Part& part) {
  std::string out = part.type.type + "/" + part.type.subtype;
  if (part.parts.empty()) return out;
  out += "(";
  for (const auto& child : part.parts) {
    if (&child != &part.parts.front()) out += " ";
    out += shape(child);
  }
  return out + ")";
}

void expect_sound(std::string_view message, const Part& part) {
  ASSERT_LE(part.begin, part.body_begin);
  ASSERT_LE(part.body_begin, part.end);
  ASSERT_LE(part.end, message.size());
  EXPECT_EQ(std::string(part.header(message)).append(part.body(message)),
            message.substr(part.begin, part.end - part.begin));
  auto from = part.body_begin;
  for (const auto& child : part.parts) {
    ASSERT_GE(child.begin, from);
    expect_sound(message, child);
    from = child.end;
  }
  ASSERT_LE(from, part.end);
}

TEST(MimeTest, ReadsTheSimpleMultipartOfRfc2046Section5_1_1) {
  const auto message =
      lines({"From: Nathaniel Borenstein <nsb@bellcore.com>",
             "Content-type: multipart/mixed; boundary=\"simple boundary\"", "",
             "This is the preamble.  It is to be ignored.", "", "--simple boundary", "",
             "This is implicitly typed plain US-ASCII text.", "It does NOT end with a linebreak.",
             "--simple boundary", "Content-type: text/plain; charset=us-ascii", "",
             "This is explicitly typed plain US-ASCII text.", "It DOES end with a linebreak.", "",
             "--simple boundary--", "", "This is the epilogue.  It is also to be ignored."});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root), "multipart/mixed(text/plain text/plain)");
  EXPECT_EQ(root.parts[0].header(message), "\r\n");
  EXPECT_EQ(root.parts[0].body(message),
            "This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.");
  EXPECT_EQ(root.parts[1].header(message), "Content-type: text/plain; charset=us-ascii\r\n\r\n");
  EXPECT_EQ(root.parts[1].body(message),
            "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n");
  EXPECT_EQ(root.parts[1].type.parameter("charset"), "us-ascii");
  EXPECT_TRUE(root.body(message).starts_with("This is the preamble."));
  EXPECT_TRUE(root.body(message).ends_with("also to be ignored.\r\n"));
}

TEST(MimeTest, ReadsTheComplexMultipartOfRfc2049AppendixA) {
  const auto message = lines({"MIME-Version: 1.0",
                              "Content-Type: multipart/mixed;",
                              "             boundary=unique-boundary-1",
                              "",
                              "preamble",
                              "--unique-boundary-1",
                              "",
                              "... Some text appears here ...",
                              "--unique-boundary-1",
                              "Content-type: text/plain; charset=US-ASCII",
                              "",
                              "explicit",
                              "",
                              "--unique-boundary-1",
                              "Content-Type: multipart/parallel; boundary=unique-boundary-2",
                              "",
                              "--unique-boundary-2",
                              "Content-Type: audio/basic",
                              "Content-Transfer-Encoding: base64",
                              "",
                              "AAAA",
                              "",
                              "--unique-boundary-2",
                              "Content-Type: image/jpeg",
                              "Content-Transfer-Encoding: base64",
                              "",
                              "AAAA",
                              "",
                              "--unique-boundary-2--",
                              "",
                              "--unique-boundary-1",
                              "Content-type: text/enriched",
                              "",
                              "This is <bold>enriched.</bold>",
                              "",
                              "--unique-boundary-1",
                              "Content-Type: message/rfc822",
                              "",
                              "From: (mailbox in US-ASCII)",
                              "Subject: (subject in US-ASCII)",
                              "Content-Type: Text/plain; charset=ISO-8859-1",
                              "Content-Transfer-Encoding: Quoted-printable",
                              "",
                              "text",
                              "",
                              "--unique-boundary-1--"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root),
            "multipart/mixed(text/plain text/plain multipart/parallel(audio/basic image/jpeg) text/enriched "
            "message/rfc822(text/plain))");
  const auto& inner = root.parts[4].parts[0];
  EXPECT_EQ(inner.begin, root.parts[4].body_begin);
  EXPECT_EQ(inner.end, root.parts[4].end);
  EXPECT_EQ(inner.body(message), "text\r\n");
  EXPECT_EQ(inner.encoding, "quoted-printable");
  EXPECT_EQ(root.parts[2].parts[1].encoding, "base64");
  EXPECT_EQ(root.parts[2].body(message).substr(0, 19), "--unique-boundary-2");
  EXPECT_TRUE(root.parts[2].body(message).ends_with("--unique-boundary-2--\r\n"));
}

TEST(MimeTest, GivesEachPartOfADigestTheTypeMessage) {
  const auto message = lines({"Content-Type: multipart/digest; boundary=d", "", "--d", "", "Subject: one", "",
                              "body one", "--d", "Content-Type: text/plain", "", "text", "--d--"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root), "multipart/digest(message/rfc822(text/plain) text/plain)");
  EXPECT_EQ(root.parts[0].parts[0].header(message), "Subject: one\r\n\r\n");
  EXPECT_EQ(root.parts[0].parts[0].body(message), "body one");
}

TEST(MimeTest, EndsAnUnfinishedMultipartWithTheMessage) {
  const auto message =
      lines({"Content-Type: multipart/mixed; boundary=b", "", "--b", "", "one", "--b", "", "two"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(root.parts.size(), 2U);
  EXPECT_EQ(root.parts[1].body(message), "two\r\n");
}

TEST(MimeTest, EndsAnUnfinishedInnerMultipartAtTheOuterBoundary) {
  const auto message = lines({"Content-Type: multipart/mixed; boundary=outer", "", "--outer",
                              "Content-Type: multipart/alternative; boundary=inner", "", "--inner", "", "a",
                              "--outer", "", "b", "--outer--"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root), "multipart/mixed(multipart/alternative(text/plain) text/plain)");
  EXPECT_EQ(root.parts[0].parts[0].body(message), "a");
  EXPECT_EQ(root.parts[0].end, root.parts[0].parts[0].end);
  EXPECT_EQ(root.parts[1].body(message), "b");
}

TEST(MimeTest, KeepsABoundaryApartFromOneThatBeginsWithIt) {
  const auto message = lines({"Content-Type: multipart/mixed; boundary=abc", "", "--abc",
                              "Content-Type: multipart/mixed; boundary=abcd", "", "--abcd", "", "1",
                              "--abcd--", "--abc", "", "--abcx is text", "--abc  ", "", "3", "--abc--\t"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root), "multipart/mixed(multipart/mixed(text/plain) text/plain text/plain)");
  EXPECT_EQ(root.parts[1].body(message), "--abcx is text");
  EXPECT_EQ(root.parts[2].body(message), "3");
}

TEST(MimeTest, ReadsNestedMultipartsWithEqualBoundariesFromTheInside) {
  const auto message =
      lines({"Content-Type: multipart/mixed; boundary=b", "", "--b",
             "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "inner", "--b--",
             "epilogue of the inner one", "--b", "", "outer", "--b--", "--b", "", "epilogue"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root), "multipart/mixed(multipart/mixed(text/plain) text/plain)");
  EXPECT_EQ(root.parts[0].parts[0].body(message), "inner");
  EXPECT_EQ(root.parts[1].body(message), "outer");
}

TEST(MimeTest, CutsAHeaderShortAtABoundary) {
  const auto message = lines({"Content-Type: multipart/mixed; boundary=b", "", "--b",
                              "Content-Type: text/html", "--b", "--b", "Content-Type: message/rfc822", "",
                              "Subject: x", "--b", "Content-Type: message/rfc822", "--b--"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(shape(root),
            "multipart/mixed(text/html text/plain message/rfc822(text/plain) message/rfc822(text/plain))");
  EXPECT_EQ(root.parts[0].header(message), "Content-Type: text/html\r\n");
  EXPECT_EQ(root.parts[0].body(message), "");
  EXPECT_EQ(root.parts[1].begin, root.parts[1].end);
  EXPECT_EQ(root.parts[2].parts[0].header(message), "Subject: x\r\n");
}

TEST(MimeTest, LeavesAnEmptyBodyBetweenHeaderAndBoundary) {
  const auto message =
      lines({"Content-Type: multipart/mixed; boundary=b", "", "--b", "A: 1", "", "--b", "", "", "--b--"});
  const auto root = scan_mime(message);
  expect_sound(message, root);
  EXPECT_EQ(root.parts.at(0).header(message), "A: 1\r\n\r\n");
  EXPECT_EQ(root.parts.at(0).body(message), "");
  EXPECT_EQ(root.parts.at(1).body(message), "");
}

TEST(MimeTest, TakesBareLineFeedsForLineEnds) {
  const std::string message = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\r\n--b--";
  const auto root = scan_mime(message);
  expect_sound(message, root);
  ASSERT_EQ(root.parts.size(), 2U);
  EXPECT_EQ(root.parts[0].body(message), "one");
  EXPECT_EQ(root.parts[1].body(message), "two");
}

TEST(MimeTest, TakesAMultipartWithoutBoundaryForOnePart) {
  for (const auto* type :
       {"multipart/mixed", "multipart/mixed; boundary=\"\"", "multipart/mixed; boundary=\" \""}) {
    const auto message = lines({"Content-Type: " + std::string(type), "", "--", "", "text", "----"});
    const auto root = scan_mime(message);
    expect_sound(message, root);
    EXPECT_TRUE(root.is_multipart());
    EXPECT_TRUE(root.parts.empty());
  }
}

TEST(MimeTest, DoesNotLookIntoAnEncodedMessage) {
  const auto message =
      lines({"Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "U3ViamVjdDog"});
  EXPECT_TRUE(scan_mime(message).parts.empty());
}

TEST(MimeTest, ReadsTypeEncodingAndDispositionOfAPart) {
  const auto message = lines({"Content-Type: TEXT/X-Thing (comment); Name=\"a;b\\\"c\"; other = x",
                              "Content-Transfer-Encoding: Base64 ",
                              "Content-Disposition: ATTACHMENT; filename*=utf-8''%C3%A4.txt", "", ""});
  const auto root = scan_mime(message);
  EXPECT_EQ(shape(root), "text/x-thing");
  EXPECT_EQ(root.type.parameter("name"), "a;b\"c");
  EXPECT_EQ(root.type.parameter("other"), "x");
  EXPECT_EQ(root.encoding, "base64");
  EXPECT_EQ(root.disposition, "attachment");
  ASSERT_EQ(root.disposition_parameters.size(), 1U);
  EXPECT_EQ(root.disposition_parameters[0].value, "\u00E4.txt");
}

TEST(MimeTest, HasTheDefaultTypeForAnEmptyOrBrokenMessage) {
  for (const std::string message :
       {"", "\r\n", "text", "Content-Type: nonsense\r\n\r\n", "Content-Type:\r\n\r\n", "\r", "\n\n"}) {
    const auto root = scan_mime(message);
    expect_sound(message, root);
    EXPECT_EQ(shape(root), "text/plain");
    EXPECT_EQ(root.encoding, "7bit");
    EXPECT_EQ(root.end, message.size());
  }
}

std::string nested(std::size_t depth) {
  std::string message;
  for (std::size_t level = 0; level < depth; ++level)
    message += "Content-Type: multipart/mixed; boundary=b" + std::to_string(level) + "\r\n\r\n--b" +
               std::to_string(level) + "\r\n";
  return message + "\r\nbottom";
}

/// How many first parts are inside each other.
std::size_t depth_of(const Part& root) {
  return root.parts.empty() ? 0 : 1 + depth_of(root.parts.front());
}

const Part& deepest(const Part& root) {
  return root.parts.empty() ? root : deepest(root.parts.front());
}

TEST(MimeTest, LeavesWhatIsNestedTooDeepAsOnePart) {
  const auto message = nested(4000);
  const auto root = scan_mime(message);
  expect_sound(message, root);
  EXPECT_EQ(depth_of(root), MimeLimits{}.depth);
  EXPECT_TRUE(deepest(root).is_multipart());
  EXPECT_EQ(deepest(root).end, message.size());
}

TEST(MimeTest, LimitsNestedMessagesToo) {
  std::string message;
  for (int level = 0; level < 4000; ++level) message += "Content-Type: message/rfc822\r\n\r\n";
  const auto root = scan_mime(message);
  expect_sound(message, root);
  EXPECT_EQ(depth_of(root), MimeLimits{}.depth);
  EXPECT_EQ(deepest(root).end, message.size());
}

TEST(MimeTest, LeavesTheRestInsideTheLastPartBeyondTheLimit) {
  std::string message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int part = 0; part < 5; ++part) message += "--b\r\n\r\npart\r\n";
  message += "--b--\r\nepilogue";
  const auto root = scan_mime(message, {.depth = 50, .parts = 3});
  expect_sound(message, root);
  ASSERT_EQ(root.parts.size(), 2U);
  EXPECT_EQ(root.parts[1].body(message), "part\r\n--b\r\n\r\npart\r\n--b\r\n\r\npart\r\n--b\r\n\r\npart");
}

TEST(MimeTest, TakesLinearTimeForManyBoundaryLinesUnderManyOpenBoundaries) {
  auto message = nested(MimeLimits{}.depth);
  for (int i = 0; i < 100'000; ++i) message += "--b\r\n";  // a prefix of all 50 that are open
  EXPECT_LT(tests::cpu_seconds([&] { expect_sound(message, scan_mime(message)); }), 5);
}

}  // namespace
}  // namespace mail
