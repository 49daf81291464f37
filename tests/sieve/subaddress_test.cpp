// :user and :detail (RFC 5233).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class SubaddressTest : public SieveTest {
 protected:
  SubaddressTest() {
    message =
        "To: ken+mta-filters@example.com, ann@example.com, bob+@example.com\r\n"
        "Cc: +only@example.com, a+b+c@example.com\r\nFrom: no address\r\n\r\n";
  }
  bool yes(std::string_view test) { return holds(test, "\"subaddress\", \"envelope\""); }
};

TEST_F(SubaddressTest, SplitsTheLocalPart) {
  EXPECT_TRUE(yes("address :user \"to\" \"ken\""));
  EXPECT_TRUE(yes("address :detail \"to\" \"mta-filters\""));
  EXPECT_TRUE(yes("address :detail \"cc\" \"b+c\""));
}

TEST_F(SubaddressTest, WithoutADetailTheUserIsTheLocalPart) {
  EXPECT_TRUE(yes("address :user \"to\" \"ann\""));
  EXPECT_TRUE(yes("address :user \"cc\" \"+only\""));
  message = "To: ann@example.com\r\n\r\n";
  EXPECT_FALSE(yes("address :detail :matches \"to\" \"*\""));
}

TEST_F(SubaddressTest, AnEmptyDetailIsOne) {
  EXPECT_TRUE(yes("address :detail :is \"to\" \"\""));
}

TEST_F(SubaddressTest, LooksAtEnvelopes) {
  EXPECT_TRUE(yes("envelope :user \"to\" \"bob\""));
  EXPECT_FALSE(yes("envelope :detail :matches \"to\" \"*\""));
  envelope.sender = {};
  EXPECT_TRUE(yes("allof(envelope :user \"from\" \"\", envelope :detail \"from\" \"\")"));
}

TEST_F(SubaddressTest, WhatIsNoAddressHasNeither) {
  EXPECT_FALSE(yes("anyof(address :user :matches \"from\" \"*\", address :detail :matches \"from\" \"*\")"));
}

TEST_F(SubaddressTest, ExcludesOtherParts) {
  EXPECT_EQ(first_fault("require \"subaddress\"; if address :user :domain \"to\" \"x\" { keep; }"),
            "1:40 :domain and :user exclude each other");
}

}  // namespace
}  // namespace sieve
