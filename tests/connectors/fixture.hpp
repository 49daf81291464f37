// A connector under test: a fake exchange that records requests and answers what it is told to.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "connectors/connector.hpp"
#include "net/loops.hpp"

namespace connectors {

inline base::Time at_second(std::int64_t seconds) {
  return base::from_microseconds(seconds * 1'000'000);
}

class ConnectorTest : public testing::Test {
 protected:
  /// Opens the channels that `toml` asks for; a fault of the configuration fails the test.
  Channels open(const std::string& toml = "") {
    auto config = base::Config::of_text(toml, "test.toml", [](const std::string&) { return std::nullopt; });
    auto channels = open_channels(config, context());
    for (const auto& fault : config.faults()) ADD_FAILURE() << fault.text;
    return channels;
  }

  std::vector<std::string> faults_of(const std::string& toml) {
    auto config = base::Config::of_text(toml, "test.toml", [](const std::string&) { return std::nullopt; });
    const auto channels = open_channels(config, context());
    std::vector<std::string> texts;
    for (const auto& fault : config.faults()) texts.push_back(fault.text);
    return texts;
  }

  Outcome send(Channel& channel, Notification notification) {
    Outcome outcome;
    net::run_blocking(loops_.first(),
                      [&]() -> net::Task<> { outcome = co_await channel.send(notification); });
    return outcome;
  }

  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [known, value] : requests.back().headers)
      if (known == name) return value;
    return "";
  }

  Context context() {
    return {.to_user = exchange(false),
            .to_admin = exchange(true),
            .clock = clock,
            .allow_http = allow_http,
            .vapid_keys = vapid_keys};
  }

  base::ManualClock clock{at_second(1'614'265'330)};
  bool allow_http = false;
  std::vector<std::string> vapid_keys;
  base::Result<net::HttpAnswer> answer = net::HttpAnswer{.status = 200};
  std::vector<net::HttpRequest> requests;
  bool last_was_to_admin = false;

 private:
  Exchange exchange(bool to_admin) {
    return [this, to_admin](net::HttpRequest request) -> net::Task<base::Result<net::HttpAnswer>> {
      requests.push_back(std::move(request));
      last_was_to_admin = to_admin;
      co_return answer;
    };
  }

  net::Loops loops_{1, 1};
};

}  // namespace connectors
