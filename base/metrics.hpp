// Counters and gauges over prometheus-cpp, declared where they are counted: room_thing_unit.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace base {

/// Rises only. Thread-safe, never blocks.
class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double amount = 1) noexcept = 0;
};

/// Times in seconds, in buckets from 0.5 ms to 60 s. Thread-safe.
class Timing {
 public:
  virtual ~Timing() = default;
  virtual void observe(double seconds) noexcept = 0;
};

/// All numbers of the process. One per process, handed down; its parts live as long as it.
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;
  /// `prefix` begins each name on the page.
  explicit Metrics(std::string prefix = "");
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// The same name and labels give the same counter. `name` ends in _total.
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Timing& timing(const std::string& name, const std::string& help, const Labels& labels = {});
  /// Asked whenever the page is read; must not block.
  void gauge(const std::string& name, const std::string& help, std::function<double()> value,
             const Labels& labels = {});
  /// The page in Prometheus' text form.
  [[nodiscard]] std::string page() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace base
