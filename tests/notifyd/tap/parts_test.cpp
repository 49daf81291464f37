// The parts of the tap that need no server: cursor and password file.

#include <gtest/gtest.h>

#include "notifyd/tap/cursor.hpp"
#include "notifyd/tap/password.hpp"

namespace notifyd::tap {
namespace {

using Kind = Standing::Kind;

client::ImapMailbox found(std::uint32_t validity, std::uint32_t next) {
  return {.uid_validity = {validity}, .uid_next = {next}};
}
store::Cursor known(std::uint32_t validity, std::uint32_t next) {
  return {.mailbox = "INBOX", .uid_validity = {validity}, .uid_next = {next}};
}

TEST(CursorTest, TellsWhereMessagesMayBeMissing) {
  EXPECT_EQ(standing(std::nullopt, found(7, 5)).kind, Kind::first_contact);
  EXPECT_EQ(standing(known(6, 5), found(7, 9)).kind, Kind::renumbered);
  EXPECT_EQ(standing(known(7, 6), found(7, 5)).kind, Kind::rewound);
  EXPECT_EQ(standing(known(7, 5), found(7, 5)).kind, Kind::caught_up);
  const Standing behind = standing(known(7, 5), found(7, 9));
  EXPECT_EQ(behind.kind, Kind::behind);
  EXPECT_EQ(behind.missing.first.value, 5u);
  EXPECT_EQ(behind.missing.last.value, 8u);
}

TEST(PasswordFileTest, TheMasterUsersPasswordIsTheFirstLine) {
  const TapSettings tap{.master_user = "tapper", .accounts = {"a@x", "b@x"}};
  EXPECT_EQ(password_in("se:cret\r\n", tap, "b@x").value(), "se:cret");
  EXPECT_FALSE(password_in("\n", tap, "b@x"));
}

TEST(PasswordFileTest, AccountsOfTheirOwnHaveALineEach) {
  const TapSettings tap{.accounts = {"a@x", "b@x"}};
  EXPECT_EQ(password_in("a@x:one\nB@x:t:wo\n", tap, "b@x").value(), "t:wo");
  EXPECT_FALSE(password_in("a@x:one\n", tap, "b@x"));
  EXPECT_FALSE(password_in("secret\n", tap, "b@x"));
}

TEST(PasswordFileTest, ASingleAccountMayHaveItsPasswordAlone) {
  const TapSettings tap{.accounts = {"a@x"}};
  EXPECT_EQ(password_in("secret", tap, "a@x").value(), "secret");
  EXPECT_EQ(password_in("a@x:secret", tap, "a@x").value(), "secret");
}

}  // namespace
}  // namespace notifyd::tap
