// Which URLs are taken as endpoints.

#include "connectors/endpoint.hpp"

#include <gtest/gtest.h>

namespace connectors {
namespace {

TEST(EndpointTest, NamesOriginAndHostWithoutTheUsualPort) {
  EXPECT_EQ(parse_endpoint("https://Push.Example.net:443/p/1?x", false)->origin, "https://push.example.net");
  EXPECT_EQ(parse_endpoint("https://push.example.net:8443/p", false)->origin,
            "https://push.example.net:8443");
  EXPECT_EQ(parse_endpoint("https://[2001:db8::1]:8443/p", false)->host, "[2001:db8::1]:8443");
  EXPECT_EQ(parse_endpoint("http://127.0.0.1:8080", true)->origin, "http://127.0.0.1:8080");
}

TEST(EndpointTest, WantsHttpsUnlessHttpIsAllowed) {
  EXPECT_FALSE(parse_endpoint("http://push.example.net/", false));
  EXPECT_FALSE(parse_endpoint("ftp://push.example.net/", true));
  EXPECT_FALSE(parse_endpoint("file:///etc/passwd", true));
}

TEST(EndpointTest, RefusesWhatCouldNameAnotherHostThanItSeemsTo) {
  for (const auto* url : {"https://good.example@evil.example/", "https://user:secret@host/", "https:///p",
                          "https://", "https://a b/", "https://host\r\nX: y/", "https://host/\n",
                          "https://host:0/", "https://host:99999/", "https://host:8x/", "https://host/#part",
                          "https://[::1/", "https://ho%73t/", "https://good.example\\@evil.example/"})
    EXPECT_FALSE(parse_endpoint(url, true)) << url;
}

TEST(EndpointTest, RefusesAnEndlessUrl) {
  EXPECT_FALSE(parse_endpoint("https://host/" + std::string(2048, 'a'), false));
}

}  // namespace
}  // namespace connectors
