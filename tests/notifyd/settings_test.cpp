// notifyd/settings: what an operator may write, and what is refused with a reason.

#include "notifyd/settings.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "net/tls.hpp"
#include "tests/notifyd/settings_of_text.hpp"

namespace notifyd {
namespace {

TEST(SettingsTest, AreGoodWithoutAFile) {
  EXPECT_TRUE(faults_of("").empty());
}

TEST(SettingsTest, RefuseAnApiBeyondLoopbackWithoutTls) {
  const auto faults = faults_of("[api]\nlisten = \"0.0.0.0\"\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(
      faults[0],
      "n.toml:2: api.listen: the API beyond loopback needs TLS: set api.tls = true, or listen on 127.0.0.1");
}

TEST(SettingsTest, RefuseACertificateThatCannotBeRead) {
  const auto faults = faults_of("[tls]\ncertificate = \"/no/such.pem\"\nprivate_key = \"/no/such.key\"\n");
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_TRUE(faults[0].starts_with("n.toml:2: tls.certificate: cannot read /no/such.pem")) << faults[0];
}

TEST(SettingsTest, RefuseATrustedPeerThatIsNoAddress) {
  EXPECT_TRUE(faults_of("[lmtp]\ntrusted = [\"192.0.2.25\", \"2001:db8::25\"]\n").empty());
  const auto faults = faults_of("[lmtp]\ntrusted = [\"mail.example.org\"]\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_TRUE(faults[0].starts_with("n.toml:2: lmtp.trusted: expected an IP address")) << faults[0];
}

TEST(SettingsTest, RefuseWhatCannotBeServedWith) {
  for (const char* text :
       {"[server]\nhostname = \"a b\"\n", "[server]\nhostname = \"a\\r\\nX: y\"\n",
        "[server]\nhostname = \"\"\n", "[lmtp]\nmessage_limit = \"0\"\n", "[imap]\nappend_limit = \"1K\"\n",
        "[notifier]\nfirst_retry = \"0s\"\n", "[notifier]\nlongest_retry = \"1s\"\n",
        "[retention]\nevents = \"0s\"\n", "[retention]\ntraces = \"500ms\"\n",
        "[retention]\nerase_within = \"0s\"\n", "[server]\nuser = \"no such user\"\n",
        "[lmtp]\nlisten = \"foo\"\n", "[imap]\nlisten = \"localhost\"\n", "[smarthost]\nport = 0\n",
        "[accounts]\ndomains = [\"not a domain!!\"]\n"}) {
    const auto faults = faults_of(text);
    ASSERT_EQ(faults.size(), 1U) << text;
    EXPECT_TRUE(faults[0].starts_with("n.toml:2: ")) << faults[0];
  }
}

TEST(SettingsTest, RefuseWhatDoesNotGoTogether) {
  EXPECT_EQ(faults_of("[smarthost]\nhost = \"mail.example.org:587\"\n")[0],
            "n.toml:2: smarthost.host: the port has a key of its own: smarthost.port");
  EXPECT_EQ(faults_of("[smarthost]\nuser = \"me\"\n")[0],
            "n.toml: smarthost.password_file: smarthost.user logs in with a password: give the file that "
            "holds it");
  EXPECT_EQ(faults_of("[imap]\nlisten = \"::1\"\nport = 24\n[lmtp]\nlisten = \"::1\"\n")[0],
            "n.toml:3: imap.port: port 24 is that of lmtp.port");
  EXPECT_TRUE(faults_of("[imap]\nport = 24\n").empty()) << "other addresses";
  EXPECT_EQ(faults_of("[sieve]\nbefore = \"/tmp\"\n")[0],
            "n.toml:2: sieve.before: /tmp is a folder: give the path of a file");
  EXPECT_TRUE(faults_of("[sieve]\nglobal = \"/tmp\"\n").empty());
  EXPECT_EQ(
      faults_of("[sieve]\nglobal = \"/etc/passwd\"\n")[0],
      "n.toml:2: sieve.global: cannot read /etc/passwd: give the path of a folder that this user may read");
  const std::string long_path(200, 'x');
  EXPECT_TRUE(
      faults_of("[lmtp]\nsocket = \"/" + long_path + "\"\n")[0].starts_with("n.toml:2: lmtp.socket: "));
}

TEST(SettingsTest, RefuseACertificateWithAnothersKey) {
  const base::TemporaryFolder folder;
  const auto one = net::make_certificate({"localhost"});
  base::write_file(folder.path() / "cert", one.certificate);
  base::write_file(folder.path() / "key", one.private_key);
  base::write_file(folder.path() / "other", net::make_certificate({"localhost"}).private_key);
  const auto with = [&](const char* key) {
    const auto path = folder.path().string();
    return faults_of("[tls]\ncertificate = \"" + path + "/cert\"\nprivate_key = \"" + path + "/" + key +
                     "\"\n");
  };
  EXPECT_TRUE(with("key").empty());
  ASSERT_EQ(with("other").size(), 1U);
  EXPECT_TRUE(with("other")[0].starts_with("n.toml:2: tls.certificate: ")) << with("other")[0];
}

TEST(SettingsTest, ListenOnAddressesAndUnixSockets) {
  for (const char* text : {"[lmtp]\nlisten = \"::1\"\n", "[api]\nlisten = \"unix:/run/notifyd/api\"\n",
                           "[server]\nuser = \"root\"\n", "[lmtp]\nport = 0\n",
                           "[accounts]\ndomains = [\"example.org\", \"xn--bcher-kva.example\"]\n"})
    EXPECT_TRUE(faults_of(text).empty()) << text << faults_of(text)[0];
}

TEST(SettingsTest, WarnOfRolesThatAreOff) {
  const auto warned = [](std::string_view text) {
    auto config = config_of(text);
    const auto all = warnings(read_settings(config));
    return std::ranges::any_of(all, [](const auto& each) { return each.starts_with("imap.on = false"); });
  };
  EXPECT_FALSE(warned(""));
  EXPECT_TRUE(warned("[imap]\non = false\n"));
}

TEST(SettingsTest, RefuseATapThatWouldSendItsPasswordInTheClear) {
  const auto faults = faults_of(
      "[tap.home]\nhost = \"mail.example.org\"\ntls = \"never\"\npassword_file = \"/dev/null\"\naccounts = "
      "[\"a@x\"]\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("only under TLS"), std::string::npos);
}

TEST(SettingsTest, RefuseAnAccountThatTwoTapsWatch) {
  const std::string rest = "host = \"mail.example.org\"\npassword_file = \"/dev/null\"\n";
  const auto faults = faults_of("[tap.a]\naccounts = [\"ann@example.org\"]\n" + rest +
                                "[tap.b]\naccounts = [\"Ann@example.org\"]\n" + rest);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("Ann@example.org is watched by tap.a already"), std::string::npos) << faults[0];
}

TEST(SettingsTest, NameAMisspeltTable) {
  const auto faults = faults_of("[manage_sieve]\nport = 1\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("Did you mean managesieve?"), std::string::npos) << faults[0];
}

}  // namespace
}  // namespace notifyd
