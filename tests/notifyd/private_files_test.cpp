// Keys that others can read are named, with the command that mends it.

#include "notifyd/private_files.hpp"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/folder.hpp"

namespace notifyd {
namespace {

class PrivateFilesTest : public testing::Test {
 protected:
  PrivateFilesTest() {
    settings.server.data_dir = folder.path() / "data";
    std::filesystem::create_directories(settings.server.data_dir);
    settings.tls.private_key = folder.path() / "key.pem";
    base::write_file(settings.server.data_dir / "secrets.key", "x");
    base::write_file(settings.tls.private_key, "x");
  }
  void set_mode(const std::filesystem::path& file, mode_t mode) { ASSERT_EQ(::chmod(file.c_str(), mode), 0); }

  base::TemporaryFolder folder;
  Settings settings;
};

TEST_F(PrivateFilesTest, AreNotNamedWhenTheOwnerAloneReadsThem) {
  EXPECT_TRUE(exposed_keys(settings).empty());
  set_mode(settings.tls.private_key, 0400);
  EXPECT_TRUE(exposed_keys(settings).empty());
}

TEST_F(PrivateFilesTest, AreNamedWithTheirModeAndHowToMendIt) {
  const auto secrets = settings.server.data_dir / "secrets.key";
  set_mode(secrets, 0644);
  set_mode(settings.tls.private_key, 0640);
  const auto said = exposed_keys(settings);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0], secrets.string() +
                         " has mode 0644, so that others than its owner get at it: mend it with `chmod 600 " +
                         secrets.string() + "`");
  EXPECT_TRUE(said[1].starts_with(settings.tls.private_key.string() + " has mode 0640")) << said[1];
}

TEST_F(PrivateFilesTest, AreNamedWhenTheyBelongToAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  ASSERT_EQ(::chown(settings.tls.private_key.c_str(), 65534, 65534), 0);
  const auto said = exposed_keys(settings);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said[0].find(" belongs to "), std::string::npos) << said[0];
  EXPECT_NE(said[0].find("chown root "), std::string::npos) << said[0];
}

TEST_F(PrivateFilesTest, MayBelongToTheUserThatTheServerBecomes) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  settings.server.user = "nobody";
  ASSERT_EQ(::chown(settings.tls.private_key.c_str(), 65534, 65534), 0);
  EXPECT_TRUE(exposed_keys(settings).empty());
}

TEST_F(PrivateFilesTest, NeedNotBeThere) {
  std::filesystem::remove(settings.server.data_dir / "secrets.key");
  settings.tls.private_key.clear();
  EXPECT_TRUE(exposed_keys(settings).empty());
}

}  // namespace
}  // namespace notifyd
