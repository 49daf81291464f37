// mail/html: the text of HTML, and its lines.

#include "mail/html.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/cpu_time.hpp"

namespace mail {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(HtmlTest, ABlockIsALineOfItsOwn) {
  EXPECT_EQ(html_text("<p>one</p><p>two</p>"), "one\r\ntwo");
  EXPECT_EQ(html_text("one<div>two</div>three"), "one\r\ntwo\r\nthree");
  EXPECT_EQ(html_text("<h1>one</h1>two<hr>three<blockquote>four</blockquote>five"),
            "one\r\ntwo\r\nthree\r\nfour\r\nfive");
  EXPECT_EQ(html_text("<ul><li>one<li>two</ul><H6>three</H6>"), "one\r\ntwo\r\nthree");
  EXPECT_EQ(html_text("<html>\r\n<body>\r\n\r\n<p>\r\n one </p>\r\n</body>\r\n</html>\r\n"), "one");
}

TEST(HtmlTest, ARowIsALineAndACellIsBehindABlank) {
  EXPECT_EQ(html_text("<table><tr><th>a</th><th>b</th></tr>\n<tr><td>1</td>\n<td>2</td></tr></table>x"),
            "a b\r\n1 2\r\nx");
}

TEST(HtmlTest, BrEndsALineAndTwoLeaveAnEmptyOne) {
  EXPECT_EQ(html_text("one<br>two<br/>\n three"), "one\r\ntwo\r\nthree");
  EXPECT_EQ(html_text("one<br><BR />two"), "one\r\n\r\ntwo");
  EXPECT_EQ(html_text("<p>one<br></p><p>two</p>"), "one\r\ntwo");
  EXPECT_EQ(html_text("<div>one</div><div><br></div><div>two</div>"), "one\r\n\r\ntwo");
  EXPECT_EQ(html_text("<br>one<br>"), "one");
  EXPECT_EQ(html_text("one<pre><br>\ntwo</pre>"), "one\r\n\r\n\r\ntwo");
}

TEST(HtmlTest, WhiteSpaceIsOneBlank) {
  EXPECT_EQ(html_text("one \t\r\n two <b> three</b>"), "one two three");
  EXPECT_EQ(html_text("wo<b>r</b>d<!-- no -->s a<img src=x>b"), "words a b");
  EXPECT_EQ(html_text("one&#10;&#32;two&nbsp; three"), "one two\u00A0 three");
}

TEST(HtmlTest, PreKeepsItsWhiteSpace) {
  EXPECT_EQ(html_text("a<pre>\n  b\n\n\tc  d\r\ne\n</pre> f"), "a\r\n  b\r\n\r\n\tc  d\r\ne\r\nf");
  EXPECT_EQ(html_text("<pre>a\rb</pre></pre>c  d"), "a\r\nb\r\nc d");
}

TEST(HtmlTest, ScriptsStylesAndTitlesAreNotRead) {
  EXPECT_EQ(html_text("a<script>b</scripture>c</script >d<STYLE>p{}</style>e<title>f</title>g"), "a d e g");
}

TEST(HtmlTest, ReferencesAreResolved) {
  EXPECT_EQ(html_text("&lt;b&gt;&amp;amp;&Agrave;&yuml;&frac12;&euro;&#x20AC;&#8364;"),
            "<b>&amp;\u00C0\u00FF\u00BD\u20AC\u20AC\u20AC");
}

TEST(HtmlTest, SurvivesBrokenMarkup) {
  EXPECT_EQ(html_text("1 < 2 && x &unknown; &#xFFFFFFFFF; &#0;"),
            "1 < 2 && x &unknown; &#xFFFFFFFFF; \uFFFD");
  EXPECT_EQ(html_text("a<!-- never closed"), "a");
  EXPECT_EQ(html_text("a<p never closed"), "a");
  EXPECT_EQ(html_text("a<script>never closed"), "a");
  EXPECT_EQ(html_text("a<"), "a<");
  EXPECT_EQ(html_text("&"), "&");
}

TEST(HtmlTest, TakesLinearTimeAndAtMostTwiceTheOctets) {
  for (const char* unit : {"<&", "<p>", "<br>", "<pre>", "<pre>\n", "</", "&#10;", " \n", "a<td>", "<br>a"}) {
    const std::string html = "<pre>" + repeated(unit, 300'000);
    std::string text;
    EXPECT_LT(tests::cpu_seconds([&] { text = html_text(html + "x"); }), 3) << unit;
    EXPECT_LE(text.size(), 2 * html.size()) << unit;
  }
  const std::string marks = repeated("<&", 600'000);
  EXPECT_LT(tests::cpu_seconds([&] { EXPECT_EQ(html_text(marks), marks); }), 3);
}

}  // namespace
}  // namespace mail
