// A passwd-file as a source of passwords beside our own.

#include "store/auth/passwd_file.hpp"

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "net/loops.hpp"
#include "store/auth/logins.hpp"
#include "store/auth/own_passwords.hpp"
#include "tests/support/account_store.hpp"

namespace store::auth {
namespace {

using base::Errc;

class PasswdFileTest : public testing::Test {
 protected:
  void run(std::function<net::Task<>()> task) { net::run_blocking(loops.first(), std::move(task)); }

  void SetUp() override {
    write("bob@example.org:{PLAIN}secret\n");
    file.emplace(accounts, loops.pool(), clock, PasswdFile::Place{.path = path}, base::Log());
    logins.emplace(accounts, std::vector<PasswordSource*>{&own, &*file}, brake, "made up", base::Log());
    run([&]() -> net::Task<> {
      static_cast<void>(co_await accounts.put_domain({.name = "example.org", .creates_accounts = true}));
    });
  }
  void write(const std::string& text) {
    base::write_file(path, text);
    // Two writes within one tick of the file system's clock must look different: move the time on ourselves.
    std::filesystem::last_write_time(path, std::filesystem::file_time_type(std::chrono::seconds(++written)));
  }
  base::Result<Identity> plain(const std::string& login, const std::string& password) {
    base::Result<Identity> result = base::fail(Errc::gone, "");
    run([&]() -> net::Task<> { result = co_await logins->plain(login, password, ""); });
    return result;
  }

  base::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "passwd";
  int written = 0;
  net::Loops loops{1, 1};
  base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  AccountStore accounts;
  OwnPasswords own{accounts, loops.pool(), clock, "made up"};
  Brake brake{clock};
  std::optional<PasswdFile> file;
  std::optional<Logins> logins;
};

TEST_F(PasswdFileTest, MakesTheAccountAtTheFirstLoginIfTheDomainAllows) {
  const auto first = plain("Bob@Example.org", "secret");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->address, "bob@example.org");
  EXPECT_EQ(plain("bob@example.org", "secret").value().account, first->account) << "and once only";
}

TEST_F(PasswdFileTest, MakesNoAccountInOtherDomains) {
  write("bob@example.org:{PLAIN}secret\nbob@example.net:{PLAIN}secret\n");
  EXPECT_FALSE(plain("bob@example.net", "secret"));
  EXPECT_TRUE(plain("bob@example.org", "secret"));
}

TEST_F(PasswdFileTest, MakesNoAccountForAWrongPassword) {
  EXPECT_FALSE(plain("bob@example.org", "wrong"));
  run([&]() -> net::Task<> {
    const auto account = co_await accounts.account_by_address("bob@example.org");
    EXPECT_FALSE(account);
  });
}

TEST_F(PasswdFileTest, IsReadAgainWhenItHasChanged) {
  ASSERT_TRUE(plain("bob@example.org", "secret"));
  write("bob@example.org:{PLAIN}newone\n");
  EXPECT_FALSE(plain("bob@example.org", "secret"));
  EXPECT_TRUE(plain("bob@example.org", "newone"));
}

TEST_F(PasswdFileTest, GoesOnWithWhatItReadLastWhileTheFileIsGone) {
  std::filesystem::remove(path);
  EXPECT_TRUE(plain("bob@example.org", "secret"));
}

TEST_F(PasswdFileTest, KnowsNoDevices) {
  EXPECT_FALSE(plain("bob@example.org/phone", "secret"));
}

TEST_F(PasswdFileTest, RefusesADisabledAccount) {
  accounts.disable(plain("bob@example.org", "secret").value().account);
  EXPECT_FALSE(plain("bob@example.org", "secret"));
}

TEST_F(PasswdFileTest, AloneItOffersNoScram) {
  const Logins alone(accounts, {&*file}, brake, "made up", base::Log());
  EXPECT_EQ(alone.mechanisms(), (std::vector<std::string>{"PLAIN", "LOGIN"}));
}

// A client takes the strongest mechanism, which must not fail for the users of the file.
TEST_F(PasswdFileTest, BesideOurOwnPasswordsThereIsNoScramEither) {
  EXPECT_EQ(logins->mechanisms(), (std::vector<std::string>{"PLAIN", "LOGIN"}));
  EXPECT_EQ(logins->start("SCRAM-SHA-256", ""), nullptr);
}

TEST_F(PasswdFileTest, CannotBeginWithoutItsFile) {
  EXPECT_ANY_THROW(
      PasswdFile(accounts, loops.pool(), clock, {.path = folder.path() / "absent"}, base::Log()));
}

}  // namespace
}  // namespace store::auth
