// Lines of a passwd-file, and the hashes in them.

#include <gtest/gtest.h>

#include "store/auth/passwd_file.hpp"

namespace store::auth {
namespace {

TEST(PasswdTableTest, ReadsUsersSchemesAndSkipsComments) {
  const auto table = parse_passwd(
      "# people\n\nAlice@Example.org:{CRYPT}$6$a$b:1000:1000::/home/alice::\r\n"
      "bob:$2b$05$xyz\ncarol@example.org:{plain}secret\n",
      "example.net");
  EXPECT_EQ(table.hashes.at("alice@example.org"), "$6$a$b");
  EXPECT_EQ(table.hashes.at("bob@example.net"), "$2b$05$xyz");
  EXPECT_EQ(table.hashes.at("carol@example.org"), "{PLAIN}secret");
  EXPECT_TRUE(table.faults.empty());
}

TEST(PasswdTableTest, NamesTheLinesThatCannotBeUsedWithoutTheirHash) {
  const auto table =
      parse_passwd("a@x:{MD4}deadbeef\nb\nc:$6$a$b\nd@x:!\nd@x:*\ne@x:{oops\nf@x:$6$a$b\nF@x:$6$c$d\n", "");
  ASSERT_EQ(table.faults.size(), 7u);
  EXPECT_EQ(table.faults[0], "line 1: unknown scheme {MD4}");
  EXPECT_EQ(table.faults[2], "line 3: a user must be an address, or a default domain must be set");
  EXPECT_EQ(table.hashes.size(), 1u);
  EXPECT_EQ(table.hashes.at("f@x"), "$6$a$b");
  for (const auto& fault : table.faults) EXPECT_EQ(fault.find("deadbeef"), std::string::npos);
}

class HashSchemeTest : public testing::TestWithParam<std::string> {};

TEST_P(HashSchemeTest, FitsItsPasswordAndNoOther) {
  EXPECT_TRUE(fits(GetParam(), "secret"));
  EXPECT_FALSE(fits(GetParam(), "Secret"));
  EXPECT_FALSE(fits(GetParam(), ""));
  EXPECT_FALSE(fits(GetParam(), std::string("secret\0x", 8)));
  EXPECT_FALSE(fits(GetParam(), std::string(5000, 's')));
}

// Made by crypt_gensalt(3) and crypt(3) for "secret": $2b$, $6$, $5$, $y$; and the one without a hash.
INSTANTIATE_TEST_SUITE_P(
    Schemes, HashSchemeTest,
    testing::Values("$2b$04$qOgc2h5ZHIuwtpWyNNVsj.W6.NFJjWdY2.OxVvVpNWC.0S/bYDt.u",
                    "$6$rounds=1000$a1/8plrj.4Ivq0ew$IDijKyrEeqlRnqzph7MAxXEmEtb6ox/U759iBRw3OL/"
                    "pZ.WEUwQ4kzwrbm/xhx./SDOGznyjV9Cr9LjHDnKeJ1",
                    "$5$rounds=1000$6vGNvG4WC5HU6BLQ$47Zc9riUy0Ss8xdJup8FxPpp.bKlW85x3PzGl2GPdqC",
                    "$y$j75$/0N61oiXBcleFSSMBbcAQ0$5d2gFFLQRIAUk.HC1hoUMkzuUzVjhNV354dbcjR7pG7",
                    "{PLAIN}secret"));

TEST(HashTest, NothingFitsAHashThatIsNone) {
  EXPECT_FALSE(fits("", ""));
  EXPECT_FALSE(fits("*0", "*0"));
  EXPECT_FALSE(fits("x", "x"));
  EXPECT_FALSE(fits("{PLAIN}", ""));
}

}  // namespace
}  // namespace store::auth
