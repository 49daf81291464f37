// The real Sieve engine behind PUTSCRIPT and the capability lines.

#include "managesieve/engine.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace managesieve {
namespace {

TEST(EngineTest, ListsWhatTheTablesHold) {
  const sieve::Engine engine;
  const Abilities abilities = abilities_of(engine);
  EXPECT_EQ(abilities.extensions, engine.capabilities());
  EXPECT_NE(std::ranges::find(abilities.extensions, "fileinto"), abilities.extensions.end());
  EXPECT_EQ(abilities.max_redirects, engine.limits().redirects);
}

TEST(EngineTest, OmitsNotifyMethodsWithoutEnotify) {
  sieve::Engine::Settings settings;
  settings.disabled = {"enotify"};
  EXPECT_TRUE(abilities_of(sieve::Engine(settings)).notify_methods.empty());
}

TEST(EngineTest, NamesTheSchemesOfListsWithExtlists) {
  EXPECT_EQ(abilities_of(sieve::Engine()).list_schemes, (std::vector<std::string>{"tag", "urn"}));
  sieve::Engine::Settings settings;
  settings.disabled = {"extlists"};
  EXPECT_TRUE(abilities_of(sieve::Engine(settings)).list_schemes.empty());
}

TEST(EngineTest, NamesTheLineOfEachError) {
  const sieve::Engine engine;
  const auto checked = check_with(engine, "# one\nkepp;\n");
  EXPECT_FALSE(checked.valid);
  EXPECT_NE(checked.text.find("line 2"), std::string::npos) << checked.text;
  EXPECT_EQ(checked.text.find('\n'), std::string::npos) << "a line for each fault, none at the end";
}

TEST(EngineTest, TellsAllWarningsInOneLine) {
  const sieve::Engine engine;
  const auto checked = check_with(engine, "require \"fileinto\";\r\nrequire \"copy\";\r\nkeep;\r\n");
  EXPECT_TRUE(checked.valid);
  EXPECT_NE(checked.text.find("; line 2, "), std::string::npos) << checked.text;
  EXPECT_EQ(checked.text.find('\n'), std::string::npos) << checked.text;
}

TEST(EngineTest, FindsNothingWrongWithAGoodScript) {
  const sieve::Engine engine;
  const auto checked = check_with(engine, "require \"fileinto\";\r\nfileinto \"INBOX\";\r\n");
  EXPECT_TRUE(checked.valid) << checked.text;
  EXPECT_EQ(checked.text, "");
}

}  // namespace
}  // namespace managesieve
