// External lists of an account and of everybody (RFC 6134).

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using base::Errc;
using Strings = std::vector<std::string>;

class ListsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
  }
  base::Result<std::monostate> put(mail::AccountId owner, const std::string& name,
                                   store::ListLimits limits = {}) {
    return wait(engine->store().put_list(owner, name, limits));
  }
  base::Result<store::ListChanged> add(mail::AccountId owner, const std::string& name, Strings entries,
                                       store::ListLimits limits = {}) {
    return wait(engine->store().change_list(owner, {.name = name, .add = std::move(entries)}, limits));
  }
  base::Result<store::ListChanged> remove(const std::string& name, Strings entries) {
    return wait(engine->store().change_list(alice, {.name = name, .remove = std::move(entries)}, {}));
  }
  Strings entries(mail::AccountId owner, const std::string& name, const std::string& after = "",
                  std::size_t limit = 1000) {
    return wait(engine->store().list_entries(owner, name, after, limit)).value();
  }
  base::Result<std::optional<std::string>> holds(mail::AccountId owner, const std::string& name,
                                                 Strings values) {
    return wait(engine->store().list_holds(owner, name, std::move(values)));
  }
  template <class T>
  static Errc code(const base::Result<T>& result) {
    return result.error().code;
  }

  static constexpr mail::AccountId everybody{};
  mail::AccountId alice;
};

TEST_P(ListsTest, HoldsEntriesWithoutRegardToCase) {
  ASSERT_TRUE(put(alice, "tag:vip"));
  const auto added = add(alice, "tag:vip", {"Ann@Example.org", "bob@example.org", "ANN@example.org"}).value();
  EXPECT_EQ(added.added, 2U);
  EXPECT_EQ(added.entries, 2U);
  EXPECT_EQ(holds(alice, "tag:vip", {"eve@example.org", "aNN@example.ORG"}).value(), "Ann@Example.org");
  EXPECT_EQ(holds(alice, "tag:vip", {"eve@example.org", ""}).value(), std::nullopt);
  EXPECT_EQ(entries(alice, "tag:vip"), (Strings{"Ann@Example.org", "bob@example.org"}));
  const auto removed = remove("tag:vip", {"BOB@example.org", "eve@example.org"}).value();
  EXPECT_EQ(removed.removed, 1U);
  EXPECT_EQ(removed.entries, 1U);
}

TEST_P(ListsTest, PagesThroughEntries) {
  ASSERT_TRUE(put(alice, "tag:x"));
  ASSERT_TRUE(add(alice, "tag:x", {"d", "B", "a", "C"}));
  EXPECT_EQ(entries(alice, "tag:x", "", 2), (Strings{"a", "B"}));
  EXPECT_EQ(entries(alice, "tag:x", "B", 2), (Strings{"C", "d"}));
  EXPECT_EQ(entries(alice, "tag:x", "d", 2), Strings());
}

TEST_P(ListsTest, AreListedByNameAndStayAsTheyAreWhenPutAgain) {
  ASSERT_TRUE(put(alice, "tag:b"));
  ASSERT_TRUE(put(alice, "tag:a"));
  ASSERT_TRUE(add(alice, "tag:a", {"one"}));
  ASSERT_TRUE(put(alice, "tag:a"));
  EXPECT_EQ(wait(engine->store().lists(alice)).value(),
            (std::vector<store::List>{{"tag:a", 1}, {"tag:b", 0}}));
  EXPECT_EQ(wait(engine->store().list(alice, "tag:a")).value(), (store::List{"tag:a", 1}));
}

TEST_P(ListsTest, BelongToOneAccountOrToEverybody) {
  const auto bob = account("bob@example.org");
  ASSERT_TRUE(put(alice, "tag:mine"));
  ASSERT_TRUE(put(everybody, "tag:all"));
  ASSERT_TRUE(add(everybody, "tag:all", {"x"}));
  EXPECT_EQ(code(holds(bob, "tag:mine", {"x"})), Errc::not_found);
  EXPECT_EQ(code(holds(alice, "tag:all", {"x"})), Errc::not_found);
  EXPECT_EQ(code(wait(engine->store().list_entries(bob, "tag:mine", "", 10))), Errc::not_found);
  EXPECT_EQ(code(wait(engine->store().drop_list(bob, "tag:mine"))), Errc::not_found);
  EXPECT_EQ(code(add(bob, "tag:mine", {"x"})), Errc::not_found);
  EXPECT_TRUE(put(bob, "tag:mine"));
  EXPECT_EQ(code(put(alice, "tag:all")), Errc::already_exists);
  EXPECT_EQ(code(put(mail::AccountId{999}, "tag:x")), Errc::not_found);
}

TEST_P(ListsTest, AreGoneWithTheirEntries) {
  ASSERT_TRUE(put(alice, "tag:x"));
  for (int i = 0; i < 5; ++i) {
    Strings many;
    for (int j = 0; j < 1000; ++j) many.push_back(std::to_string(i * 1000 + j));
    ASSERT_EQ(add(alice, "tag:x", many).value().entries, static_cast<std::size_t>(i + 1) * 1000);
  }
  ASSERT_TRUE(wait(engine->store().drop_list(alice, "tag:x")));
  EXPECT_EQ(code(wait(engine->store().list(alice, "tag:x"))), Errc::not_found);
  ASSERT_TRUE(put(alice, "tag:x"));
  EXPECT_EQ(entries(alice, "tag:x"), Strings());
  ASSERT_TRUE(add(alice, "tag:x", {"one"}));
  ASSERT_TRUE(wait(engine->store().drop_account(alice)));
  EXPECT_EQ(code(wait(engine->store().list(alice, "tag:x"))), Errc::not_found);
  EXPECT_EQ(code(add(alice, "tag:x", {"one"})), Errc::not_found);
}

TEST_P(ListsTest, ChangeWhollyOrNotAtAll) {
  const store::ListLimits small{.lists = 1, .entries = 2, .entry_octets = 5};
  ASSERT_TRUE(put(alice, "tag:x", small));
  EXPECT_EQ(code(put(alice, "tag:y", small)), Errc::over_quota);
  EXPECT_TRUE(put(alice, "tag:x", small));
  EXPECT_EQ(code(add(alice, "tag:x", {"a", "b", "c"}, small)), Errc::over_quota);
  EXPECT_EQ(code(add(alice, "tag:x", {"a", "123456"}, small)), Errc::too_large);
  for (const auto* wrong : {"", " a", "a\n", "a\x7F", "\xFF"})
    EXPECT_EQ(code(add(alice, "tag:x", {"a", wrong}, small)), Errc::syntax) << wrong;
  EXPECT_EQ(entries(alice, "tag:x"), Strings());
  EXPECT_EQ(code(add(alice, "tag:x", Strings(1001, "a"))), Errc::too_large);
  EXPECT_TRUE(add(alice, "tag:x", {"a", "b"}, small));
  EXPECT_EQ(add(alice, "tag:x", {"A"}, small).value().added, 0U);
}

TEST_P(ListsTest, SurviveAnEndOfTheProcess) {
  ASSERT_TRUE(put(everybody, "tag:x"));
  ASSERT_TRUE(add(everybody, "tag:x", {"one"}));
  open();
  EXPECT_EQ(entries(everybody, "tag:x"), Strings{"one"});
}

NOTIFYD_FOR_EACH_ENGINE(ListsTest);

}  // namespace
}  // namespace tests
