// Counters and gauges over prometheus-cpp (core and text serializer only).

#include "base/metrics.hpp"

#include <mutex>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace base {
namespace {

class PrometheusCounter final : public Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
  void add(double amount) noexcept override { counter_.Increment(amount); }

 private:
  prometheus::Counter& counter_;
};

class PrometheusTiming final : public Timing {
 public:
  explicit PrometheusTiming(prometheus::Histogram& histogram) : histogram_(histogram) {}
  void observe(double seconds) noexcept override { histogram_.Observe(seconds); }

 private:
  prometheus::Histogram& histogram_;
};

const prometheus::Histogram::BucketBoundaries buckets{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,
                                                      0.2,    0.5,   1,     2,     5,    10,   30,   60};

}  // namespace

struct Metrics::State {
  std::string prefix;
  mutable std::mutex mutex;
  prometheus::Registry registry;
  std::map<std::pair<std::string, Labels>, std::unique_ptr<Counter>> counters;
  std::map<std::pair<std::string, Labels>, std::unique_ptr<Timing>> timings;
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> gauges;
};

Metrics::Metrics(std::string prefix) : state_(std::make_unique<State>()) {
  state_->prefix = std::move(prefix);
}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(state_->mutex);
  auto& slot = state_->counters[{name, labels}];
  if (!slot) {
    auto& family =
        prometheus::BuildCounter().Name(state_->prefix + name).Help(help).Register(state_->registry);
    slot = std::make_unique<PrometheusCounter>(family.Add(labels));
  }
  return *slot;
}

Timing& Metrics::timing(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(state_->mutex);
  auto& slot = state_->timings[{name, labels}];
  if (!slot) {
    auto& family =
        prometheus::BuildHistogram().Name(state_->prefix + name).Help(help).Register(state_->registry);
    slot = std::make_unique<PrometheusTiming>(family.Add(labels, buckets));
  }
  return *slot;
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> value,
                    const Labels& labels) {
  const std::scoped_lock lock(state_->mutex);
  auto& family = prometheus::BuildGauge().Name(state_->prefix + name).Help(help).Register(state_->registry);
  state_->gauges.emplace_back(&family.Add(labels), std::move(value));
}

std::string Metrics::page() const {
  const std::scoped_lock lock(state_->mutex);
  for (const auto& [gauge, value] : state_->gauges) gauge->Set(value());
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace base
