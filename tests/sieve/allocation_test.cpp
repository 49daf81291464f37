// The common tests allocate nothing: a script may have hundreds, and a server runs it for each mail.

#include <atomic>
#include <cstddef>

#include <gtest/gtest.h>

#include "tests/sieve/fixture.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#define COUNTS_ALLOCATIONS
#endif
#endif

namespace sieve {
namespace {

#ifdef COUNTS_ALLOCATIONS

std::atomic<std::size_t> allocations = 0;
std::atomic<std::size_t> allocated_octets = 0;

void count(const volatile void* /*place*/, std::size_t octets) {
  ++allocations;
  allocated_octets += octets;
}
void ignore(const volatile void* /*place*/) {}

class AllocationTest : public SieveTest, public testing::WithParamInterface<const char*> {
 protected:
  static void SetUpTestSuite() { ASSERT_NE(__sanitizer_install_malloc_and_free_hooks(count, ignore), 0); }

  struct Cost {
    std::size_t allocations = 0;
    std::size_t octets = 0;
  };
  /// Of one run of a script that takes one action.
  Cost cost_of(const std::string& script) {
    const auto checked = program(script);
    const mail::Message mail(message);
    const auto around = environment();
    const Cost before{.allocations = allocations, .octets = allocated_octets};
    const auto outcome = sieve::run(*checked, mail, around, {});
    const Cost after{.allocations = allocations, .octets = allocated_octets};
    EXPECT_EQ(std::get<Outcome>(outcome).actions.size(), 1U) << "the test is true";
    return {.allocations = after.allocations - before.allocations, .octets = after.octets - before.octets};
  }
  /// Of a script that makes this test so many times, and finds it false.
  std::size_t allocations_of(const std::string& test, int times) {
    std::string script = "require [\"envelope\", \"relational\", \"comparator-i;ascii-numeric\"];\n";
    for (int i = 0; i < times; ++i) script += "if " + test + " { discard; }\n";
    return cost_of(script).allocations;
  }
};

TEST_P(AllocationTest, IsNone) {
  const std::size_t once = allocations_of(GetParam(), 1);
  EXPECT_GT(once, 0U) << "nothing is counted";
  EXPECT_EQ(allocations_of(GetParam(), 50), once);
}

INSTANTIATE_TEST_SUITE_P(CommonTests, AllocationTest,
                         testing::Values("header :contains \"subject\" \"offer\"",
                                         "header :is [\"subject\", \"x-list\"] [\"a\", \"b\"]",
                                         "header :value \"ge\" \"x-spam-score\" \"5\"",
                                         "not exists \"subject\"", "size :over 1M",
                                         "address :domain :is \"from\" \"nowhere.example\"",
                                         "address :localpart :is [\"to\", \"cc\"] \"x\"",
                                         "envelope :localpart :is \"from\" \"x\"", "allof (false, true)",
                                         "not anyof (true, false)"));

// A whole address is put together, and a value for :matches is folded, and its pattern looked for.
TEST_F(AllocationTest, IsOneForEachAddressAndTwoForAPattern) {
  const auto each = [&](const std::string& test) {
    return (allocations_of(test, 51) - allocations_of(test, 1)) / 50;
  };
  EXPECT_EQ(each("address :is \"from\" \"x@y.example\""), 1U);
  EXPECT_LE(each("header :matches \"subject\" \"*offer*today*\""), 2U);
}

/// Always with the same header; each part has so many octets.
std::string multipart(int parts, std::size_t octets) {
  std::string out =
      "From: Ann <ann@sender.example>\r\nTo: bob@here.example\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n"
      "List-Id: <list.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < parts; ++i)
    out += "--b\r\nContent-Type: text/plain\r\n\r\n" + std::string(octets, 'x') + "\r\n";
  return out + "--b--\r\n";
}

// What a script does not look at is neither parsed nor copied.
TEST_F(AllocationTest, IsThatOfTheHeaderHoweverLargeTheBodyIs) {
  const std::string by_header =
      "require [\"fileinto\", \"envelope\", \"variables\", \"imap4flags\", \"subaddress\"];\n"
      "if allof (exists \"list-id\", header :matches \"subject\" \"gr*\", address :user \"to\" \"bob\",\n"
      "          envelope :domain \"from\" \"sender.example\", not size :over 100M) {\n"
      "  fileinto :flags \"\\\\Flagged\" \"${1}\";\n"
      "}";
  const std::string by_parts = "require \"foreverypart\"; foreverypart { } discard;";
  message = multipart(2, 100);
  // These runs also make what a process makes once.
  EXPECT_TRUE(std::holds_alternative<FileInto>(run(by_header).actions.at(0)));
  EXPECT_TRUE(std::holds_alternative<Discard>(run(by_parts).actions.at(0)));
  const Cost of_small = cost_of(by_header);
  const Cost of_small_parts = cost_of(by_parts);
  message = multipart(200, 100'000);
  const Cost of_large = cost_of(by_header);
  EXPECT_GT(of_small.allocations, 0U) << "nothing is counted";
  EXPECT_EQ(of_large.allocations, of_small.allocations);
  EXPECT_EQ(of_large.octets, of_small.octets);
  EXPECT_GT(cost_of(by_parts).octets, of_small_parts.octets) << "looking inside costs nothing?";
}

#else

TEST(AllocationTest, NeedsTheSanitizersHooks) {
  GTEST_SKIP() << "allocations are counted by the address sanitizer: build the preset asan";
}

#endif

}  // namespace
}  // namespace sieve
