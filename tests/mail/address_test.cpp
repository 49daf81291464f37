// mail/address: envelope addresses and address lists.

#include "mail/address.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mail {
namespace {

/// Entries as "name|route|address", groups as "name:" and ";".
std::string list(std::string_view field_body) {
  std::string out;
  for (const auto& entry : parse_address_list(field_body)) {
    if (!out.empty()) out += "  ";
    if (entry.kind == ListedAddress::Kind::group_start) {
      out += entry.display_name + ":";
    } else if (entry.kind == ListedAddress::Kind::group_end) {
      out += ";";
    } else {
      out += entry.display_name + "|" + entry.route + "|" + entry.address.text();
    }
  }
  return out;
}

TEST(AddressListTest, ReadsTheExamplesOfRfc5322AppendixA) {
  EXPECT_EQ(list("John Doe <jdoe@machine.example>"), "John Doe||jdoe@machine.example");
  EXPECT_EQ(list("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>"),
            "Mary Smith||mary@x.test  ||jdoe@example.org  Who?||one@y.test");
  EXPECT_EQ(list("<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>"),
            "||boss@nil.test  Giant; \"Big\" Box||sysservices@example.net");
  EXPECT_EQ(list("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;"),
            "A Group:  Ed Jones||c@a.test  ||joe@where.test  John||jdoe@one.test  ;");
  EXPECT_EQ(list("Undisclosed recipients:;"), "Undisclosed recipients:  ;");
  EXPECT_EQ(list("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>"), "Pete||pete@silly.test");
  EXPECT_EQ(
      list("A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n"
           "         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)"),
      "A Group:  Chris Jones||c@public.example  ||joe@example.org  John||jdoe@one.test  ;");
  EXPECT_EQ(list("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;"), "Hidden recipients:  ;");
  EXPECT_EQ(list("Joe Q. Public <john.q.public@example.com>"), "Joe Q. Public||john.q.public@example.com");
  EXPECT_EQ(list("Mary Smith <@node.test:mary@example.net>, , jdoe@test   . example"),
            "Mary Smith|@node.test|mary@example.net  ||jdoe@test.example");
}

TEST(AddressListTest, TakesANameFromAComment) {
  EXPECT_EQ(list("jdoe@example.org (John Doe), <x@example.org> (X)"),
            "John Doe||jdoe@example.org  X||x@example.org");
}

TEST(AddressListTest, KeepsEncodedWordsWholeAndUndecoded) {
  EXPECT_EQ(list("=?utf-8?q?Doe,_J=C3=B6hn:?= <j@example.org>"),
            "=?utf-8?q?Doe,_J=C3=B6hn:?=||j@example.org");
}

TEST(AddressListTest, UnquotesAndLowersTheDomain) {
  EXPECT_EQ(list("\"a b\"@EXAMPLE.org, user@[192.0.2.1]"), "||\"a b\"@example.org  ||user@[192.0.2.1]");
}

TEST(AddressListTest, FlattensARoute) {
  EXPECT_EQ(list("<@a.test,@b.test:c@d.test>"), "|@a.test,@b.test|c@d.test");
}

TEST(AddressListTest, GivesTheNullAddressAndALocalPartAlone) {
  EXPECT_EQ(list("<>"), "||");
  EXPECT_EQ(list("postmaster"), "||postmaster");
  EXPECT_EQ(list("Mail System <MAILER-DAEMON>"), "Mail System||MAILER-DAEMON");
}

TEST(AddressListTest, SkipsWhatItCannotRead) {
  EXPECT_EQ(list(""), "");
  EXPECT_EQ(list(" , ,;"), "");
  EXPECT_EQ(list("just some words"), "");
  EXPECT_EQ(list("a@b@c, x@y"), "||x@y");
  EXPECT_EQ(list("@example.org"), "");
  EXPECT_EQ(list("<a@b> garbage, <c@d"), "||a@b  ||c@d");
  EXPECT_EQ(list("Name <a@b, c@d"), "Name||a@b  ||c@d");
  EXPECT_EQ(list("Doe, John <j@d>"), "||Doe  John||j@d");
  EXPECT_EQ(list("\"never closed <a@b>"), "||\"never closed <a@b>\"");
  EXPECT_EQ(list("(never closed <a@b>"), "");
  EXPECT_EQ(list("group: a@b"), "group:  ||a@b  ;");
  EXPECT_EQ(list("a: b: c@d;"), "a:  ||c@d  ;");
  EXPECT_EQ(list("<@>, <@:>, <:>, [, ], x@["), "||x@[");
}

TEST(AddressListTest, IsValidUtf8WhateverComes) {
  EXPECT_EQ(list("j\xF6hn@b\xFC.example"), "||j\uFFFDhn@b\uFFFD.example");
}

TEST(AddressListTest, BoundsMemoryAndTime) {
  std::string bomb;
  for (int i = 0; i < 300'000; ++i) bomb += "a,";
  EXPECT_EQ(parse_address_list(bomb).size(), 10'000U);
  EXPECT_TRUE(parse_address_list(std::string(300'000, '(')).empty());
  EXPECT_TRUE(parse_address_list(std::string(300'000, '<')).empty());
  EXPECT_TRUE(parse_address_list(std::string(300'000, '.')).size() <= 1);
}

TEST(AddressTest, ReadsEnvelopeAddresses) {
  EXPECT_TRUE(parse_address("").value().empty());
  EXPECT_EQ(parse_address("Alice@EXAMPLE.Org").value(), (Address{"Alice", "example.org"}));
  EXPECT_EQ(parse_address("postmaster").value(), (Address{"postmaster", ""}));
  EXPECT_EQ(parse_address("\"a \\\"b\\\"@c\"@example.org").value(), (Address{"a \"b\"@c", "example.org"}));
  EXPECT_EQ(parse_address("x@[IPv6:2001:db8::1]").value(), (Address{"x", "[ipv6:2001:db8::1]"}));
  EXPECT_EQ(parse_address("j\u00F6hn@b\u00FC.example").value(), (Address{"j\u00F6hn", "b\u00FC.example"}));
  EXPECT_EQ(parse_address("a..b.@docomo.example").value(), (Address{"a..b.", "docomo.example"}));
}

TEST(AddressTest, RefusesWhatIsNoAddress) {
  for (const std::string text :
       {"@",    "a@",      "@b",       "a@b@c",   "a b@c",   "a@b c",  "a@b..c",   "a@.b",
        "a@b.", "<a@b>",   "a@b>",     "\"a@b",   "\"a\\\"", "\"\"@b", "\"a\"b@c", "a@[",
        "a@[]", "a@[1 2]", "a\r\nb@c", "a@b\r\n", "a\t@b",   "\xFF@b", "a,b@c",    "a@b/c"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, base::Errc::syntax) << text;
  }
  EXPECT_FALSE(parse_address("a@" + std::string(64, 'b') + ".example"));
}

TEST(AddressTest, LimitsTheLength) {
  std::string domain;
  while (domain.size() < 252) domain += "a.";
  domain.resize(252);
  domain.back() = 'a';
  EXPECT_TRUE(parse_address("x@" + domain));
  EXPECT_FALSE(parse_address("xy@" + domain));
}

TEST(AddressTest, WritesWhatItReads) {
  for (const std::string text :
       {"a@b", "\"a b\"@c", "\"a\\\"b\\\\\"@c", "\"a..b\"@c", "\".a\"@b", "x@[192.0.2.1]", "\"@\"@c", ""})
    EXPECT_EQ(parse_address(text).value().text(), text);
  EXPECT_EQ((Address{"a\r\nb", "c"}).text(), "\"ab\"@c");
}

TEST(AddressTest, SplitsTheDetailOff) {
  EXPECT_EQ(subaddress("ken+sieve").user, "ken");
  EXPECT_EQ(subaddress("ken+sieve+x").detail, "sieve+x");
  EXPECT_EQ(subaddress("ken+").detail, "");
  EXPECT_FALSE(subaddress("ken").detail);
  EXPECT_EQ(subaddress("5551212#123", '#').user, "5551212");
  EXPECT_EQ(subaddress("+49123").user, "+49123");
  EXPECT_EQ(subaddress("").user, "");
}

}  // namespace
}  // namespace mail
