// An LMTP server as the configuration and the command line name it.

#include "notifyd/lmtp_server.hpp"

#include <gtest/gtest.h>

namespace notifyd {
namespace {

TEST(LmtpServerTest, IsAHostWithItsPort) {
  const auto server = lmtp_server("mx.example.org:24").value();
  EXPECT_EQ(server.host, "mx.example.org");
  EXPECT_EQ(server.port, 24);
  EXPECT_TRUE(server.lmtp);
}

TEST(LmtpServerTest, TakesAnAddressOfIpv6OutOfItsBrackets) {
  const auto server = lmtp_server("[::1]:2424").value();
  EXPECT_EQ(server.host, "::1");
  EXPECT_EQ(server.port, 2424);
}

TEST(LmtpServerTest, IsAUnixSocketByItsPath) {
  EXPECT_EQ(lmtp_server("unix:/run/dovecot/lmtp").value().host, "unix:/run/dovecot/lmtp");
}

TEST(LmtpServerTest, RefusesWhatIsNeither) {
  for (const auto* text : {"2424", "mx.example.org", ":24", "mx:0", "mx:65536", "mx:lmtp", "unix:lmtp", ""})
    EXPECT_EQ(lmtp_server(text).error().code, base::Errc::syntax) << text;
}

}  // namespace
}  // namespace notifyd
