// mail/uid_set: ranges of uids.

#include "mail/uid_set.hpp"

#include <cstdint>
#include <set>

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(UidSetTest, JoinsWhatTouches) {
  UidSet set(Uid{5});
  set.add(Uid{7});
  EXPECT_EQ(set.text(), "5,7");
  set.add(Uid{6});
  EXPECT_EQ(set.text(), "5:7");
  set.add(Uid{20}, Uid{10});
  set.add(Uid{1});
  EXPECT_EQ(set.text(), "1,5:7,10:20");
  set.add(Uid{2}, Uid{30});
  EXPECT_EQ(set.text(), "1:30");
}

TEST(UidSetTest, HoldsTheLargestUidWithoutOverflow) {
  UidSet set(Uid{0xFFFFFFFF});
  set.add(Uid{1});
  EXPECT_EQ(set.text(), "1,4294967295");
  set.add(Uid{0xFFFFFFFE});
  EXPECT_EQ(set.text(), "1,4294967294:4294967295");
  EXPECT_EQ(UidSet::all().size(), 0xFFFFFFFFULL);
}

TEST(UidSetTest, NeverHoldsZero) {
  UidSet set;
  set.add(Uid{0});
  EXPECT_TRUE(set.empty());
  set.add(Uid{0}, Uid{2});
  EXPECT_EQ(set.text(), "1:2");
}

TEST(UidSetTest, RemovesAtTheEdgesAndInTheMiddle) {
  UidSet set(Uid{1}, Uid{5});
  set.remove(Uid{3});
  EXPECT_EQ(set.text(), "1:2,4:5");
  set.remove(Uid{1});
  set.remove(Uid{5});
  EXPECT_EQ(set.text(), "2,4");
  set.remove(Uid{2});
  set.remove(Uid{9});
  EXPECT_EQ(set.text(), "4");
  EXPECT_TRUE(set.contains(Uid{4}));
  EXPECT_FALSE(set.contains(Uid{5}));
}

TEST(UidSetTest, AgreesWithAPlainSet) {
  UidSet set;
  std::set<std::uint32_t> plain;
  std::uint32_t state = 1;
  const auto next = [&] { return (state = state * 1664525 + 1013904223) >> 16; };
  for (int step = 0; step < 3000; ++step) {
    const auto first = next() % 60 + 1;
    const auto length = next() % 5;
    if (next() % 3 == 0) {
      set.remove(Uid{first});
      plain.erase(first);
    } else {
      set.add(Uid{first}, Uid{first + length});
      for (auto uid = first; uid <= first + length; ++uid) plain.insert(uid);
    }
    ASSERT_EQ(set.size(), plain.size());
    for (std::uint32_t uid = 0; uid < 70; ++uid)
      ASSERT_EQ(set.contains(Uid{uid}), plain.contains(uid)) << set.text();
    for (std::size_t i = 1; i < set.ranges().size(); ++i)
      ASSERT_GT(set.ranges()[i].first.value, set.ranges()[i - 1].last.value + 1);
  }
}

}  // namespace
}  // namespace mail
