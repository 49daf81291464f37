// base/pbkdf2: the vectors of RFC 6070 (SHA-1) and of RFC 7914 section 11 (SHA-256), HMAC-SHA-1 of RFC 2202.

#include "base/pbkdf2.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace base {
namespace {

std::string key_of(Hash hash, std::string_view password, std::string_view salt, unsigned iterations) {
  return text::hex(pbkdf2(hash, password, salt, iterations));
}

TEST(Pbkdf2Test, GivesTheKeysOfRfc6070) {
  EXPECT_EQ(key_of(Hash::sha1, "password", "salt", 1), "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  EXPECT_EQ(key_of(Hash::sha1, "password", "salt", 2), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  EXPECT_EQ(key_of(Hash::sha1, "password", "salt", 4096), "4b007901b765489abead49d926f721d065a429c1");
}

TEST(Pbkdf2Test, GivesTheKeysOfRfc7914) {
  EXPECT_EQ(key_of(Hash::sha256, "passwd", "salt", 1),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(key_of(Hash::sha256, "Password", "NaCl", 80000),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

/// RFC 6070 has "pass\0word" with 16 octets of a key; these are the same, and the rest of the hash.
TEST(Pbkdf2Test, ANulEndsNeitherPasswordNorSalt) {
  const std::string_view password("pass\0word", 9);
  const std::string_view salt("sa\0lt", 5);
  EXPECT_EQ(key_of(Hash::sha1, password, salt, 4096).substr(0, 32), "56fa6aa75548099dcc37d7f03425e0c3");
  EXPECT_NE(key_of(Hash::sha1, "pass", "sa", 4096).substr(0, 32), "56fa6aa75548099dcc37d7f03425e0c3");
}

TEST(Pbkdf2Test, HmacAndDigestFollowTheHash) {
  EXPECT_EQ(text::hex(hmac(Hash::sha1, "Jefe", "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(text::hex(hmac(Hash::sha1, std::string(80, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112");
  EXPECT_EQ(text::hex(hmac(Hash::sha256, "Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(text::hex(digest(Hash::sha1, "abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(digest(Hash::sha256, "abc").size(), 32U);
}

}  // namespace
}  // namespace base
