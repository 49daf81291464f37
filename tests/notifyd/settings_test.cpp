// notifyd/settings: what an operator may write, and what is refused with a reason.

#include "notifyd/settings.hpp"

#include <gtest/gtest.h>

#include "notifyd/dispatch/settings.hpp"

namespace notifyd {
namespace {

std::vector<std::string> faults_of(std::string_view text) {
  auto config = base::Config::of_text(
      text, "n.toml", [](const std::string&) -> std::optional<std::string> { return std::nullopt; });
  (void)read_settings(config);
  (void)dispatch::read_settings(config);
  std::vector<std::string> texts;
  for (const auto& fault : config.faults()) texts.push_back(fault.text);
  return texts;
}

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

TEST(SettingsTest, ListenOnAddressesAndUnixSockets) {
  for (const char* text : {"[lmtp]\nlisten = \"::1\"\n", "[api]\nlisten = \"unix:/run/notifyd/api\"\n",
                           "[server]\nuser = \"root\"\n", "[lmtp]\nport = 0\n",
                           "[accounts]\ndomains = [\"example.org\", \"xn--bcher-kva.example\"]\n"})
    EXPECT_TRUE(faults_of(text).empty()) << text << faults_of(text)[0];
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
