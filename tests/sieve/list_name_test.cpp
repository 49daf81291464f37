// sieve/list_name: names of external lists, and which of them there can be (RFC 6134 section 2.5, RFC 4151).

#include "sieve/list_name.hpp"

#include <gtest/gtest.h>

namespace sieve {
namespace {

TEST(ListNameTest, HasOneSpelling) {
  for (const auto* name : {":addrbook:default", ":ADDRBOOK:Default", ":AddrBook:%44%65%66ault",
                           "URN:ietf:params:sieve:addrbook:dEfault"})
    EXPECT_EQ(list_uri(name), default_address_book) << name;
  EXPECT_EQ(list_uri(":ADDRBOOK:Frien%64s"), "urn:ietf:params:sieve:addrbook:Friends");
  EXPECT_EQ(list_uri("Tag:Example.org,2026:a%2fb%62"), "tag:Example.org,2026:a%2Fbb");
  EXPECT_EQ(list_uri("LDAP://host/x"), "ldap://host/x");
}

TEST(ListNameTest, IsAnAbsoluteUri) {
  for (const auto* name :
       {"", ":", "friends", "tag:", "9x:a", "tag:a b", "tag:a%2", "tag:a%zz", ":addrbook:"})
    EXPECT_EQ(list_uri(name), "") << name;
}

TEST(ListNameTest, ListsAreTagsAndAddressBooks) {
  for (const auto* uri : {"tag:example.org,2026:friends", "tag:me@example.org,2026-11:a/b?c#d",
                          "tag:example.org,2026-11-28:x%20y", "urn:ietf:params:sieve:addrbook:default",
                          "urn:ietf:params:sieve:addrbook:a%20b"})
    EXPECT_TRUE(names_a_list(uri)) << uri;
  for (const auto* uri : {"tag:friends", "tag:example.org:friends", "tag:example.org,26:x", "tag:,2026:x",
                          "tag:example.org,2026-1:x", "tag:example.org,2026:", "ldap://host/x",
                          "tag:example.org,2026:\xC3\xA4", "urn:ietf:params:sieve:addrbook:",
                          "urn:ietf:params:sieve:addrbook:a?b", "urn:ietf:params:sieve:other:a"})
    EXPECT_FALSE(names_a_list(uri)) << uri;
  EXPECT_FALSE(names_a_list("tag:example.org,2026:" + std::string(255, 'x')));
}

}  // namespace
}  // namespace sieve
