// From LMTP's 250 to the untagged EXISTS in IDLE, and to the webhook, at a given rate of deliveries.
//
// usage: load_idle --lmtp PORT [--imap PORT [--tls] [--idle 100]] [--sink PORT [--delay-ms 0]] [--rate 100]
//        [--seconds 10] [--connections 16] [--accounts 100] [--octets 4096]
// Delivers to the accounts in turn; the first IDLE ones are in IDLE. A push carries the subject (content
// "summary"), by which it is told from others. Prints one JSON line. A time below zero says that the line
// came before the 250 was read; "lost" is what had not come 10 s after the last delivery.

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "bench/support/imap.hpp"
#include "bench/support/lmtp.hpp"
#include "bench/support/report.hpp"
#include "bench/support/sink.hpp"

namespace {

using bench::Clock;
using Moment = std::optional<Clock::time_point>;

/// What became of one message.
struct Sent {
  std::size_t account = 0;
  Moment answered, pushed;
};

/// One account in IDLE. Its messages are heard in the order of their numbers in the mailbox.
struct Listener {
  std::uint64_t before = 0;       ///< messages that lay there
  std::vector<std::size_t> sent;  ///< in the order of their 250
  std::vector<Moment> heard;
};

struct Times {
  std::vector<double> milliseconds;
  std::uint64_t lost = 0;

  void add(const Moment& begin, const Moment& end) {
    if (begin && end)
      milliseconds.push_back(std::chrono::duration<double, std::milli>(*end - *begin).count());
    else
      ++lost;
  }
};

class Run {
 public:
  Run(bench::Loop& loop, const bench::Options& options)
      : loop_(loop), options_(options), accounts_(options.number("accounts", 100)) {
    open_sink();
    open_listeners();
    for (std::uint64_t i = 0; i < options.number("connections", 16); ++i) {
      senders_.push_back({std::make_unique<bench::Lmtp>(loop, options.port("lmtp")),
                          bench::MessageMaker(options.number("octets", 4096))});
      free_.push_back(i);
    }
    const auto greeted = [&] {
      return std::ranges::all_of(senders_, [](const auto& sender) { return sender.lmtp->ready(); });
    };
    if (!loop.run_until(greeted, std::chrono::seconds(30))) throw std::runtime_error("no greeting");
  }

  void deliver_all() {
    const double rate = options_.real("rate", 100);
    total_ = static_cast<std::size_t>(rate * options_.real("seconds", 10));
    sent_.resize(total_);
    begin_ = Clock::now();
    interval_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
    tick();
    loop_.run_until([&] { return answered_ == total_; }, std::chrono::minutes(5));
    took_ = std::chrono::duration<double>(Clock::now() - begin_).count();
    loop_.run_until([&] { return complete(); }, std::chrono::seconds(10));
  }

  void report() {
    Times exists, push;
    for (const auto& listener : listeners_)
      for (std::size_t i = 0; i < listener.sent.size(); ++i)
        exists.add(sent_[listener.sent[i]].answered,
                   i < listener.heard.size() ? listener.heard[i] : Moment{});
    if (sink_)
      for (const auto& one : sent_) push.add(one.answered, one.pushed);
    bench::Report line("idle");
    line.add("idle", std::uint64_t{listeners_.size()})
        .add("wanted_per_s", options_.real("rate", 100))
        .add("deliveries_per_s", static_cast<double>(answered_) / took_)
        .add("late_deliveries", late_);
    if (!listeners_.empty()) line.add_times("exists", exists.milliseconds).add("exists_lost", exists.lost);
    if (sink_)
      line.add_times("push", push.milliseconds)
          .add("push_lost", push.lost)
          .add("push_repeated", repeated_)
          .add("sink_delay_ms", options_.number("delay-ms", 0));
    line.print();
  }

 private:
  struct Sender {
    std::unique_ptr<bench::Lmtp> lmtp;
    bench::MessageMaker maker;
  };

  void open_sink() {
    if (!options_.has("sink")) return;
    const std::chrono::milliseconds delay(options_.number("delay-ms", 0));
    sink_ = std::make_unique<bench::Sink>(loop_, options_.port("sink"), delay,
                                          [this](std::string_view body) { take_push(body); });
  }

  void open_listeners() {
    if (!options_.has("imap")) return;
    const auto count = std::min<std::size_t>(options_.number("idle", 100), accounts_);
    crowd_ = std::make_unique<bench::Crowd>(
        loop_,
        bench::Crowd::Plan{
            .place = {.port = options_.port("imap"), .tls = options_.has("tls") ? &tls_ : nullptr},
            .count = count,
            .accounts = accounts_,
            .at_once = 16,
            .rest = bench::Rest::idle},
        std::chrono::minutes(5));
    listeners_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      listeners_[i].before = crowd_->member(i).exists();
      crowd_->member(i).on_exists([this, i](std::uint64_t messages) { hear(listeners_[i], messages); });
    }
  }

  static void hear(Listener& listener, std::uint64_t messages) {
    const auto now = Clock::now();
    while (listener.before + listener.heard.size() < messages) listener.heard.emplace_back(now);
  }

  void take_push(std::string_view body) {
    constexpr std::string_view key = "\"subject\":\"m";
    const auto found = body.find(key);
    if (found == std::string_view::npos) return;
    const auto number = std::stoull(std::string(body.substr(found + key.size(), 8)));
    if (number >= sent_.size()) return;  // of an earlier run
    auto& pushed = sent_[number].pushed;
    if (pushed) ++repeated_;
    if (!pushed) pushed = Clock::now();
  }

  /// Begins what is due by the clock, whatever became of what came before.
  void tick() {
    const auto now = Clock::now();
    while (due_ < total_ && begin_ + interval_ * static_cast<long>(due_) <= now) {
      waiting_.push_back(due_++);
      if (free_.empty()) ++late_;
    }
    send_waiting();
    if (due_ < total_) loop_.at(begin_ + interval_ * static_cast<long>(due_), [this] { tick(); });
  }

  void send_waiting() {
    while (!waiting_.empty() && !free_.empty()) {
      const auto number = waiting_.front();
      waiting_.pop_front();
      const auto index = free_.front();
      free_.pop_front();
      sent_[number].account = number % accounts_;
      auto& sender = senders_[index];
      sender.lmtp->deliver(bench::account(1 + sent_[number].account), sender.maker.make(number),
                           [this, number, index] { answered(number, index); });
    }
  }

  void answered(std::size_t number, std::size_t sender) {
    sent_[number].answered = Clock::now();
    const auto account = sent_[number].account;
    if (account < listeners_.size()) listeners_[account].sent.push_back(number);
    ++answered_;
    free_.push_back(sender);
    send_waiting();
  }

  [[nodiscard]] bool complete() const {
    const auto heard = [](const Listener& listener) { return listener.heard.size() >= listener.sent.size(); };
    const auto pushed = [](const Sent& one) { return one.pushed.has_value(); };
    return std::ranges::all_of(listeners_, heard) && (!sink_ || std::ranges::all_of(sent_, pushed));
  }

  bench::Loop& loop_;
  const bench::Options& options_;
  std::size_t accounts_, total_ = 0, due_ = 0, answered_ = 0;
  std::uint64_t late_ = 0, repeated_ = 0;
  double took_ = 0;
  Clock::time_point begin_;
  Clock::duration interval_{};
  bench::ClientTls tls_;
  std::unique_ptr<bench::Sink> sink_;
  std::unique_ptr<bench::Crowd> crowd_;
  std::vector<Listener> listeners_;
  std::vector<Sender> senders_;
  std::vector<Sent> sent_;
  std::deque<std::size_t> waiting_, free_;
};

int run(int argc, char** argv) {
  const bench::Options options(argc, argv,
                               {"lmtp", "imap", "tls", "idle", "sink", "delay-ms", "rate", "seconds",
                                "connections", "accounts", "octets"});
  bench::Loop loop;
  Run load(loop, options);
  load.deliver_all();
  load.report();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::guarded(run, argc, argv);
}
