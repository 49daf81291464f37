// What an account may be called.

#include "mail/account_address.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(AccountAddressTest, TakesADotStringAndADomain) {
  EXPECT_EQ(account_address("Alice@Example.ORG").value(), "alice@example.org");
  EXPECT_EQ(account_address("a.b-c_d+e@localhost").value(), "a.b-c_d+e@localhost");
  EXPECT_EQ(account_address("o'neill@b\u00FCro.example").value(), "o'neill@b\u00FCro.example");
  EXPECT_TRUE(account_address(std::string(64, 'x') + "@example.org"));
}

TEST(AccountAddressTest, RefusesWhatNobodyShouldBeCalled) {
  for (const std::string text :
       {"", "alice", "@example.org", "alice@", "x/y@example.org", "\"x\"@example.org", "\"x y\"@example.org",
        "x y@example.org", "a\x01@example.org", "a\r\n@example.org", ".a@example.org", "a.@example.org",
        "a..b@example.org", "\xC3\xB6@example.org", "a@[192.0.2.1]", "a@b@c", "a@b..c", "a,b@example.org"}) {
    const auto address = account_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, base::Errc::syntax) << text;
  }
  EXPECT_FALSE(account_address(std::string(65, 'x') + "@example.org"));
}

}  // namespace
}  // namespace mail
