// base/cipher: AES-GCM against the test cases of its authors (McGrew and Viega, "The Galois/Counter Mode of
// Operation", appendix B), and what it refuses.

#include "base/cipher.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace base {
namespace {

Octets octets(std::string_view hex) {
  return text::from_hex(hex).value();
}

struct Case {
  Octets key, nonce, plain, associated, encrypted;
};

const std::string half_key = "feffe9928665731c6d6a8f9467308308";
const std::string sixty_octets =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";

/// Cases 1, 4 and 16.
std::vector<Case> cases() {
  return {{.key = Octets(16, '\0'),
           .nonce = Octets(12, '\0'),
           .plain = "",
           .associated = "",
           .encrypted = octets("58e2fccefa7e3061367f1d57a4e7455a")},
          {.key = octets(half_key),
           .nonce = octets("cafebabefacedbaddecaf888"),
           .plain = octets(sixty_octets),
           .associated = octets("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
           .encrypted = octets("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                               "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                               "5bc94fbc3221a5db94fae95ae7121a47")},
          {.key = octets(half_key + half_key),
           .nonce = octets("cafebabefacedbaddecaf888"),
           .plain = octets(sixty_octets),
           .associated = octets("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
           .encrypted = octets("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                               "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                               "76fc6ece0f4e1768cddf8853bb2d551b")}};
}

TEST(GcmTest, GivesTheOctetsOfItsTestCases) {
  for (const auto& [key, nonce, plain, associated, encrypted] : cases()) {
    EXPECT_EQ(text::hex(gcm_encrypt(key, nonce, plain, associated)), text::hex(encrypted));
    EXPECT_EQ(gcm_decrypt(key, nonce, encrypted, associated), plain);
  }
}

TEST(GcmTest, RefusesWhateverIsNotTheSame) {
  for (const auto& [key, nonce, plain, associated, encrypted] : cases()) {
    auto flipped = encrypted;
    flipped.front() ^= 1;  // the ciphertext, or the tag where there is no text
    EXPECT_EQ(gcm_decrypt(key, nonce, flipped, associated), std::nullopt);
    flipped = encrypted;
    flipped.back() ^= 1;  // the tag
    EXPECT_EQ(gcm_decrypt(key, nonce, flipped, associated), std::nullopt);
    EXPECT_EQ(gcm_decrypt(key, nonce, encrypted, associated + "x"), std::nullopt);
    EXPECT_EQ(gcm_decrypt(key, Octets(12, 'n'), encrypted, associated), std::nullopt);
    EXPECT_EQ(gcm_decrypt(Octets(key.size(), 'k'), nonce, encrypted, associated), std::nullopt);
    EXPECT_EQ(gcm_decrypt(key, nonce, encrypted.substr(1), associated), std::nullopt);
    EXPECT_EQ(gcm_decrypt(key, nonce, encrypted.substr(0, 15), associated), std::nullopt);
  }
}

TEST(GcmTest, TakesNoKeyOrNonceOfAnotherSize) {
  EXPECT_THROW(gcm_encrypt(Octets(24, 'k'), Octets(12, 'n'), "x", ""), std::logic_error);
  EXPECT_THROW(gcm_encrypt(Octets(32, 'k'), Octets(11, 'n'), "x", ""), std::logic_error);
  EXPECT_THROW((void)gcm_decrypt("", Octets(12, 'n'), Octets(20, 'x'), ""), std::logic_error);
}

class SealTest : public testing::Test {
 protected:
  const Octets key = Octets(cipher_key_size, 'k');
};

TEST_F(SealTest, IsOpenedByTheSameKeyAndContextAlone) {
  for (const Octets& secret : {Octets(), Octets("hush"), Octets(100000, '\0')}) {
    const auto sealed = seal(key, secret, "device 1");
    EXPECT_EQ(unseal(key, sealed, "device 1"), secret);
    EXPECT_EQ(unseal(key, sealed, "device 2"), std::nullopt);
    EXPECT_EQ(unseal(Octets(cipher_key_size, 'l'), sealed, "device 1"), std::nullopt);
  }
}

TEST_F(SealTest, NeverLooksTheSameTwice) {
  EXPECT_NE(seal(key, "hush", ""), seal(key, "hush", ""));
}

TEST_F(SealTest, IsRefusedWhereverAnOctetIsAnotherOrMissing) {
  const auto sealed = seal(key, "hush", "context");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto tampered = sealed;
    tampered[at] ^= 0x40;
    EXPECT_EQ(unseal(key, tampered, "context"), std::nullopt) << at;
    EXPECT_EQ(unseal(key, sealed.substr(0, at), "context"), std::nullopt) << at;
  }
}

TEST_F(SealTest, WantsAWholeKey) {
  EXPECT_THROW(seal(Octets(16, 'k'), "hush", ""), std::logic_error);
  EXPECT_THROW((void)unseal(Octets(16, 'k'), Octets(40, 'x'), ""), std::logic_error);
}

}  // namespace
}  // namespace base
