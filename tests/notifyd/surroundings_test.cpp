// notifyd/surroundings: what the parts of the daemon are given of the settings.

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "notifyd/parts.hpp"

namespace notifyd {
namespace {

using namespace std::chrono_literals;

TEST(SurroundingsTest, GiveTheStoreTheRetentionToTheSecond) {
  const base::TemporaryFolder folder;
  auto config = base::Config::of_text(
      "[server]\ndata_dir = \"" + folder.path().string() +
          "\"\n[retention]\nevents = \"30m\"\ntraces = \"90s\"\nerase_within = \"26h\"\n",
      "n.toml", [](const std::string&) -> std::optional<std::string> { return std::nullopt; });
  Parts parts(read_settings(config), config, {.roles = Roles::store_only}, base::Log());
  const auto options = parts.engine_options([] {});
  EXPECT_EQ(options.event_retention, 30min);
  EXPECT_EQ(options.trace_retention, 90s);
  EXPECT_EQ(options.erase_within, 26h);
}

}  // namespace
}  // namespace notifyd
