// mail/first_text: the text of a snippet.

#include <string>

#include <gtest/gtest.h>

#include "mail/mime.hpp"

namespace mail {
namespace {

std::string snippet(std::string_view message, std::size_t limit_octets = 200) {
  return first_text(message, scan_mime(message), limit_octets);
}

TEST(FirstTextTest, IsThePlainTextOnOneLine) {
  EXPECT_EQ(snippet("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
                    "quoted-printable\r\n\r\n"
                    "\r\n  Gr=FC=DFe,\r\n\r\n\tAnna=A0\r\n"),
            "Gr\u00FC\u00DFe, Anna");
}

TEST(FirstTextTest, PrefersPlainTextToHtmlAndPassesAttachments) {
  EXPECT_EQ(snippet("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
                    "Content-Disposition: attachment\r\n\r\nnot this\r\n--b\r\nContent-Type: "
                    "text/html\r\n\r\n<p>nor this\r\n"
                    "--b\r\n\r\nthis\r\n--b--\r\n"),
            "this");
}

TEST(FirstTextTest, ReadsHtmlWhenThereIsNoPlainTextOrAnEmptyOne) {
  const std::string html =
      "<html><head><title>no</title><style>p{}</style></head><body><!-- no -->"
      "<p>Hello&nbsp;<b>wor</b>ld</p><script>no()</script>1 &lt; 2 &amp; &#228;&#x20AC;</body>";
  EXPECT_EQ(snippet("Content-Type: text/html\r\n\r\n" + html), "Hello world 1 < 2 & \u00E4\u20AC");
  EXPECT_EQ(snippet("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n--b\r\n"
                    "Content-Type: text/html\r\n\r\n<i>x</i>\r\n--b--"),
            "x");
}

TEST(FirstTextTest, CutsBetweenCharacters) {
  EXPECT_EQ(snippet("\r\nab\u00E4\u00E4", 5), "ab\u00E4");
  EXPECT_EQ(snippet("\r\nab cd", 3), "ab");
  EXPECT_EQ(snippet("\r\nab", 0), "");
}

TEST(FirstTextTest, IsEmptyWithoutText) {
  EXPECT_EQ(snippet("Content-Type: image/png\r\n\r\nabc"), "");
  EXPECT_EQ(snippet(""), "");
}

TEST(FirstTextTest, DropsWhatDoesNotShow) {
  EXPECT_EQ(snippet("\r\n\uFEFFa\u200B\u00ADb\x01\u034F c"), "ab c");
}

}  // namespace
}  // namespace mail
