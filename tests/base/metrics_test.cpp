// base/metrics: the page that Prometheus reads.

#include "base/metrics.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(MetricsTest, ShowsCountersGaugesAndTimingsOnOnePage) {
  Metrics metrics;
  metrics.counter("lmtp_messages_total", "Messages accepted", {{"outcome", "stored"}}).add();
  metrics.counter("lmtp_messages_total", "Messages accepted", {{"outcome", "stored"}}).add(2);
  metrics.timing("lmtp_answer_seconds", "DATA to answer").observe(0.003);
  metrics.gauge("outbox_waiting_items", "Rows that wait", [] { return 7.0; });
  const auto page = metrics.page();
  EXPECT_NE(page.find("lmtp_messages_total{outcome=\"stored\"} 3"), std::string::npos) << page;
  EXPECT_NE(page.find("outbox_waiting_items 7"), std::string::npos) << page;
  EXPECT_NE(page.find("lmtp_answer_seconds_bucket{le=\"0.005\"} 1"), std::string::npos) << page;
}

}  // namespace
}  // namespace base
