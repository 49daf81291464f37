// wire/smtp/command and parameters: what clients say.

#include "wire/smtp/command.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "wire/smtp/parameters.hpp"

namespace wire::smtp {
namespace {

using base::Errc;

/// "VERB|argument", or "-" for a refusal.
std::string command(std::string_view line) {
  const auto parsed = parse_command(line);
  return parsed ? parsed->verb + "|" + parsed->argument : "-";
}

/// "address NAME=value ...", or the text of the refusal.
template <class Parsed>
std::string path(const Parsed& parsed, const mail::Address& address) {
  auto out = "<" + address.text() + ">";
  for (const auto& [name, value] : parsed->parameters) out += " " + name + "=" + value;
  return out;
}
std::string mail_from(std::string_view argument) {
  const auto parsed = parse_mail_from(argument);
  return parsed ? path(parsed, parsed->reverse_path) : "-";
}
std::string rcpt_to(std::string_view argument) {
  const auto parsed = parse_rcpt_to(argument);
  return parsed ? path(parsed, parsed->forward_path) : "-";
}

TEST(CommandTest, SplitsVerbAndArgument) {
  EXPECT_EQ(command("LHLO foo.example.org"), "LHLO|foo.example.org");
  EXPECT_EQ(command("quit"), "QUIT|");
  EXPECT_EQ(command("DATA \t"), "DATA|");
  EXPECT_EQ(command("data\t"), "DATA|");
  EXPECT_EQ(command("Mail FROM:<a b> "), "MAIL|FROM:<a b>");
}

TEST(CommandTest, RefusesWhatIsNoCommand) {
  using namespace std::literals;
  for (const auto line : {""sv, " "sv, " NOOP"sv, "NO\0OP"sv, "NOOP a\rb"sv, "NOOP a\nb"sv, "NOOP\r"sv,
                          "NOOP \xFF"sv, "NO-OP"sv, "25 OK"sv}) {
    const auto parsed = parse_command(line);
    ASSERT_FALSE(parsed) << line;
    EXPECT_EQ(parsed.error().code, Errc::syntax) << line;
  }
}

TEST(CommandTest, LimitsTheLine) {
  EXPECT_TRUE(parse_command("NOOP " + std::string(12'283, 'x')));
  const auto parsed = parse_command("NOOP " + std::string(12'284, 'x'));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Errc::too_large);
}

TEST(MailFromTest, ReadsPathsAndParameters) {
  EXPECT_EQ(mail_from("FROM:<>"), "<>");
  EXPECT_EQ(mail_from("from:<Joe@Example.ORG> size=500000 BODY=8BITMIME SmtpUtf8"),
            "<Joe@example.org> SIZE=500000 BODY=8BITMIME SMTPUTF8=");
  EXPECT_EQ(mail_from("FROM: <a@b>  X=1 "), "<a@b> X=1");
  EXPECT_EQ(mail_from("FROM:<\"a>b\\\"\"@c> ENVID=QQ314159"), "<\"a>b\\\"\"@c> ENVID=QQ314159");
  EXPECT_EQ(mail_from("FROM:<a@b> AUTH=<> ENVID=a=b"), "<a@b> AUTH=<> ENVID=a=b");
}

TEST(MailFromTest, DropsASourceRoute) {
  EXPECT_EQ(mail_from("FROM:<@hosta.int,@jkl.org:userc@d.bar.org>"), "<userc@d.bar.org>");
  EXPECT_EQ(rcpt_to("TO:<@hosta.int:b@c>"), "<b@c>");
}

TEST(MailFromTest, RefusesWhatIsMalformed) {
  for (const auto* argument :
       {"", "FROM", "FROM:", "TO:<a@b>", "FROM:a@b", "FROM:<a@b", "FROM:<a@b>SIZE=1", "FROM:<a@b> =1",
        "FROM:<a@b> SIZE=", "FROM:<a@b> S_Z=1", "FROM:<a@b> SIZE=1 size=2", "FROM:<a b@c>", "FROM:<\"a@b>",
        "FROM:<@a:>x", "FROM:<a@b> \t", "FROM:<@a>", "FROM:<a@b>> X"})
    EXPECT_EQ(mail_from(argument), std::string(argument).ends_with('\t') ? "<a@b>" : "-") << argument;
}

TEST(MailFromTest, LimitsTheParameters) {
  std::string argument = "FROM:<a@b>";
  for (int i = 0; i < 20; ++i) argument += " X" + std::to_string(i) + "=1";
  EXPECT_TRUE(parse_mail_from(argument));
  const auto parsed = parse_mail_from(argument + " Y=1");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Errc::too_large);
}

TEST(RcptToTest, ReadsARecipientAndNeverNobody) {
  EXPECT_EQ(rcpt_to("TO:<postmaster>"), "<postmaster>");
  EXPECT_EQ(rcpt_to("TO:<a@b> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+40b"),
            "<a@b> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+40b");
  EXPECT_EQ(rcpt_to("TO:<j\u00F6hn@b\u00FC.example>"), "<j\u00F6hn@b\u00FC.example>");
  EXPECT_EQ(rcpt_to("TO:<>"), "-");
  EXPECT_EQ(rcpt_to("TO:<@a:>"), "-");
}

TEST(BdatTest, ReadsSizeAndLast) {
  EXPECT_EQ(parse_bdat("86")->size, 86U);
  EXPECT_FALSE(parse_bdat("86")->last);
  EXPECT_TRUE(parse_bdat("0 last")->last);
  EXPECT_EQ(parse_bdat("18446744073709551615 LAST")->size, 18446744073709551615ULL);
  for (const auto* argument :
       {"", "LAST", "-1", "18446744073709551616", "1 LAST LAST", "1 FIRST", "1LAST", "0x10"}) {
    const auto chunk = parse_bdat(argument);
    ASSERT_FALSE(chunk) << argument;
    EXPECT_EQ(chunk.error().code, Errc::syntax);
  }
}

TEST(CommandWriterTest, WritesWhatIsReadBack) {
  const std::vector<Parameter> parameters{{"SIZE", "12"}, {"SMTPUTF8", ""}};
  const auto line = write_mail_from({"a b", "c"}, parameters);
  ASSERT_TRUE(line);
  EXPECT_EQ(*line, "MAIL FROM:<\"a b\"@c> SIZE=12 SMTPUTF8\r\n");
  const auto parsed = parse_mail_from(line->substr(5));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->parameters, parameters);
  EXPECT_EQ(write_mail_from({}, {}).value(), "MAIL FROM:<>\r\n");
  EXPECT_EQ(write_rcpt_to({"x", "y"}, {{"ORCPT", "rfc822;x+40y"}}).value(),
            "RCPT TO:<x@y> ORCPT=rfc822;x+40y\r\n");
  EXPECT_EQ(write_bdat({.size = 5, .last = true}), "BDAT 5 LAST\r\n");
  EXPECT_EQ(write_bdat({.size = 5, .last = false}), "BDAT 5\r\n");
}

TEST(CommandWriterTest, RefusesWhatWouldBeAnotherCommand) {
  EXPECT_FALSE(write_mail_from({"a", "b>\r\nDATA"}, {}));
  EXPECT_FALSE(write_mail_from({"a\r\nb", "c"}, {}));
  EXPECT_FALSE(write_mail_from({"a", "b"}, {{"ENVID", "x y"}}));
  EXPECT_FALSE(write_mail_from({"a", "b"}, {{"ENVID", "x\r\nDATA"}}));
  EXPECT_FALSE(write_mail_from({"a", "b"}, {{"EN VID", "x"}}));
  EXPECT_FALSE(write_rcpt_to({}, {}));
}

TEST(ParametersTest, ReadsSizeAndBody) {
  EXPECT_EQ(parse_size("00000000000000000012").value(), 12U);
  for (const auto* value : {"", "x", "-1", "000000000000000000012", "99999999999999999999"})
    EXPECT_FALSE(parse_size(value)) << value;
  for (const auto type : {BodyType::seven_bit, BodyType::eight_bit_mime, BodyType::binary_mime})
    EXPECT_EQ(parse_body_type(text(type)).value(), type);
  EXPECT_EQ(parse_body_type("8bitmime").value(), BodyType::eight_bit_mime);
  EXPECT_FALSE(parse_body_type("8BIT"));
}

TEST(ParametersTest, ReadsTheDsnParametersOfRfc3461) {
  EXPECT_EQ(parse_notify("never").value(), Notify{});
  EXPECT_EQ(parse_notify("FAILURE,delay").value(),
            (Notify{.success = false, .failure = true, .delay = true}));
  for (const auto* value : {"", "NEVER,SUCCESS", "SUCCESS,", "X"}) EXPECT_FALSE(parse_notify(value)) << value;
  EXPECT_EQ(parse_orcpt("rfc822;Bob+40Example.COM+2B").value().address, "Bob@Example.COM+");
  for (const auto* value : {"", "rfc822", ";x", "rfc822;", "rfc822;+0D+0A", "rfc822;a=b", "rfc822;+4"})
    EXPECT_FALSE(parse_orcpt(value)) << value;
  EXPECT_EQ(parse_ret("hdrs").value(), Return::headers);
  EXPECT_EQ(parse_ret("FULL").value(), Return::full);
  EXPECT_FALSE(parse_ret(""));
  EXPECT_EQ(parse_envid("QQ+2B1").value(), "QQ+1");
  EXPECT_FALSE(parse_envid("a+0Ab"));
  EXPECT_FALSE(parse_envid(std::string(101, 'a')));
}

TEST(ParametersTest, DecodesXtext) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string one(1, static_cast<char>(octet));
    EXPECT_EQ(decode_xtext("a+" + base::text::uppered(base::text::hex(one))).value(), "a" + one);
  }
  EXPECT_EQ(decode_xtext("a+2Bb+3Dc+20+0A").value(), "a+b=c \n");
  for (const auto* text : {"+", "+4", "+4g", " ", "=", "a\x7F"}) EXPECT_FALSE(decode_xtext(text)) << text;
}

}  // namespace
}  // namespace wire::smtp
