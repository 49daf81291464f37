// Comparators (RFC 4790 section 9) and what :value and :count make of them (RFC 5231).

#include "sieve/extension.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {

extern const Extension comparator_ascii_casemap_extension;
extern const Extension comparator_ascii_numeric_extension;
extern const Extension comparator_octet_extension;

namespace {

using ComparatorTest = SieveTest;

int order(const Extension& extension, std::string_view a, std::string_view b) {
  const int difference = extension.comparators[0].order(a, b);
  return difference < 0 ? -1 : static_cast<int>(difference > 0);
}

// The examples of RFC 4790 section 9.1.1.
TEST_F(ComparatorTest, OrdersNumbersOfAnySizeAndTakesOtherTextForInfinity) {
  const auto& numeric = comparator_ascii_numeric_extension;
  EXPECT_EQ(order(numeric, "0", "1"), -1);
  EXPECT_EQ(order(numeric, "1", "4294967298"), -1);
  EXPECT_EQ(order(numeric, "4294967298", "04294967298"), 0);
  EXPECT_EQ(order(numeric, "04294967298", "4294967298b"), 0);
  EXPECT_EQ(order(numeric, "04294967298", ""), -1);
  EXPECT_EQ(order(numeric, "", "x"), 0);
  EXPECT_EQ(order(numeric, "x", "y"), 0);
  EXPECT_EQ(order(numeric, "000", "0"), 0);
  EXPECT_EQ(order(numeric, "99999999999999999999999", "100000000000000000000000"), -1);
}

TEST_F(ComparatorTest, OrdersLettersAsUpperCase) {
  EXPECT_EQ(order(comparator_ascii_casemap_extension, "a", "B"), -1);
  EXPECT_EQ(order(comparator_ascii_casemap_extension, "_", "a"), 1);
  EXPECT_EQ(order(comparator_octet_extension, "a", "B"), 1);
  EXPECT_EQ(order(comparator_octet_extension, "\x80", "a"), 1);
}

TEST_F(ComparatorTest, FindsLongAndShortTextsWithoutCase) {
  const auto& casemap = comparator_ascii_casemap_extension.comparators[0];
  EXPECT_EQ(casemap.find("Hello WORLD", "world"), 6U);
  EXPECT_EQ(casemap.find(std::string(2000, 'x') + "NEEDLE", "needle"), 2000U);
  EXPECT_EQ(casemap.find("a", "aa"), std::string_view::npos);
  EXPECT_EQ(casemap.find("a", ""), 0U);
  EXPECT_EQ(comparator_octet_extension.comparators[0].find("Hello", "hello"), std::string_view::npos);
}

TEST_F(ComparatorTest, CountsNoAddressInANullSender) {
  const std::string test = "envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"from\" \"0\"";
  const std::string extensions = "\"envelope\", \"relational\", \"comparator-i;ascii-numeric\"";
  EXPECT_FALSE(holds(test, extensions));
  envelope.sender = {};
  EXPECT_TRUE(holds(test, extensions));
}

TEST_F(ComparatorTest, MustBeRequiredWhenItIsNotBuiltIn) {
  EXPECT_EQ(first_fault("if header :comparator \"i;ascii-numeric\" \"a\" \"1\" { keep; }"),
            "1:23 i;ascii-numeric needs the extension \"comparator-i;ascii-numeric\"");
  EXPECT_TRUE(accepts("if header :comparator \"i;octet\" \"a\" \"1\" { keep; }"));
  EXPECT_EQ(first_fault("if header :comparator \"i;acsii-casemap\" \"a\" \"1\" { keep; }"),
            "1:23 unknown comparator \"i;acsii-casemap\"");
}

}  // namespace
}  // namespace sieve
