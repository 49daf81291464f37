// body (RFC 5173).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class BodyTest : public SieveTest {
 protected:
  BodyTest() {  // the example of section 5.2
    message =
        "From: Whomever\r\nSubject: whatever\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
        "This is a multi-part message in MIME format.\r\n\r\n--outer\r\n"
        "Content-Type: multipart/alternative; boundary=inner\r\n\r\n"
        "This is a nested multi-part message in MIME format.\r\n\r\n--inner\r\n"
        "Content-Type: text/plain; charset=\"us-ascii\"\r\n\r\nHello\r\n\r\n--inner\r\n"
        "Content-Type: text/html; charset=\"us-ascii\"\r\n\r\n<html><body>He<b>llo</b> "
        "html</body></html>\r\n\r\n"
        "--inner--\r\n\r\nThis is the end of the inner MIME multipart.\r\n\r\n--outer\r\n"
        "Content-Type: message/rfc822\r\n\r\nFrom: Someone Else\r\nSubject: hello request\r\n\r\n"
        "Please say Hello\r\n\r\n--outer--\r\n\r\nThis is the end of the outer MIME multipart.\r\n";
  }
  bool yes(std::string_view test) {
    return holds(test, "\"body\", \"relational\", \"comparator-i;ascii-numeric\"");
  }
  void part(std::string_view fields, std::string_view body) {
    message = std::string(fields) + "\r\n\r\n" + std::string(body);
  }
};

TEST_F(BodyTest, RawSeesBoundariesHeadersAndEncodings) {
  EXPECT_TRUE(yes("body :raw :contains \"--inner--\""));
  EXPECT_TRUE(yes("body :raw :contains \"Content-Type: message/rfc822\""));
  EXPECT_FALSE(yes("body :raw :contains \"whatever\""));
  part("Content-Transfer-Encoding: base64", "SGVsbG8=");
  EXPECT_TRUE(yes("body :raw :is \"SGVsbG8=\""));
}

TEST_F(BodyTest, ContentOfTheMultipartsIsWhatSurroundsTheirParts) {
  EXPECT_TRUE(yes("body :content \"multipart\" :is \"This is a multi-part message in MIME format.\r\n\""));
  EXPECT_TRUE(yes("body :content \"multipart/alternative\" :contains \"This is a nested\""));
  EXPECT_TRUE(
      yes("body :content \"multipart\" :is \"\r\nThis is the end of the outer MIME multipart.\r\n\""));
  EXPECT_TRUE(yes("body :content \"multipart\" :contains \"end of the inner\""));
  EXPECT_FALSE(yes("body :content \"multipart\" :contains \"Hello\""));
  EXPECT_FALSE(yes("body :content \"multipart\" :contains \"--\""));
}

TEST_F(BodyTest, ContentOfPartsIsEachAlone) {
  EXPECT_TRUE(yes("body :content \"text/plain\" :is \"Hello\r\n\""));
  EXPECT_TRUE(yes("body :content \"text/html\" :contains \"<b>llo\""));
  EXPECT_TRUE(yes("body :content \"TEXT\" :contains \"Please say\""));
  EXPECT_FALSE(yes("body :content \"text\" :matches \"*Hello*Please*\""));
  EXPECT_TRUE(yes("body :content \"text\" :count \"eq\" :comparator \"i;ascii-numeric\" \"3\""));
  EXPECT_TRUE(yes("body :content \"\" :contains \"hello request\""));
}

TEST_F(BodyTest, ContentOfAMessageIsItsHeader) {
  EXPECT_TRUE(yes("body :content \"message/rfc822\" :contains \"hello request\""));
  EXPECT_FALSE(yes("body :content \"message\" :contains \"Please\""));
}

TEST_F(BodyTest, StrangeTypesMatchNothing) {
  for (const auto* type : {"/plain", "text/", "text/plain/", "a/b/c", "/"})
    EXPECT_FALSE(yes("body :content \"" + std::string(type) + "\" :contains \"\"")) << type;
  EXPECT_FALSE(yes("body :content \"audio/mp3\" :contains \"\""));
}

TEST_F(BodyTest, DecodesTransferEncodingsAndCharsets) {
  part("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable",
       "gr=FC=DFe\r\n");
  EXPECT_TRUE(yes("body :content \"text\" :is \"gr\u00FC\u00DFe\r\n\""));
  part("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64",
       "SGVsbG8AIHdvcmxk\r\n");
  EXPECT_TRUE(yes("body :content \"text\" :contains \" world\""));  // behind a NUL
}

TEST_F(BodyTest, TextIsTheDefaultAndHasNoMarkUp) {
  EXPECT_TRUE(yes("body :contains \"Hello html\""));
  EXPECT_FALSE(yes("body :text :contains \"<b>\""));
  EXPECT_FALSE(yes("body :text :contains \"MIME format\""));
  EXPECT_TRUE(yes("body :text :contains \"please say\""));
  part("Content-Type: application/xhtml+xml", "<p>x<i>y</i></p>");
  EXPECT_TRUE(yes("body :text :contains \"xy\""));
}

TEST_F(BodyTest, TextOfHtmlHasTheLinesThatAReaderSees) {
  part("Content-Type: text/html",
       "<style>p {}</style><p>Dear\r\nBob,</p><p>see&nbsp;<b>be</b>low.<br>Ann</p><pre>a\r\n  b</pre>\r\n");
  EXPECT_TRUE(yes("body :text :is \"Dear Bob,\r\nsee\u00A0below.\r\nAnn\r\na\r\n  b\""));
  EXPECT_FALSE(yes("body :text :contains \"Bob, see\""));
}

TEST_F(BodyTest, AHeaderWithoutAnEmptyLineHasNoBody) {
  message = "Subject: x\r\n";
  for (const auto* test :
       {"body :raw :contains \"\"", "body :text :contains \"\"", "body :content \"\" :contains \"\""})
    EXPECT_FALSE(yes(test)) << test;
  message = "Subject: x\r\n\r\n";
  EXPECT_TRUE(yes("body :raw :is \"\""));
  EXPECT_TRUE(yes("body :text :is \"\""));
}

TEST_F(BodyTest, LeavesMatchVariablesAlone) {
  EXPECT_EQ(actions("require [\"body\", \"variables\", \"fileinto\"];\n"
                    "if not header :matches \"subject\" \"what*\" { stop; }\n"
                    "if body :raw :matches \"*Hello*\" { fileinto \"${1}\"; }"),
            "fileinto \"ever\" (line 3)");
}

TEST_F(BodyTest, RefusesTwoTransforms) {
  EXPECT_EQ(first_fault("require \"body\"; if body :raw :text \"a\" { keep; }"),
            "1:30 :text and :raw exclude each other");
}

}  // namespace
}  // namespace sieve
