// The IMAP dialog of a load: one command at a time, each answered by its tag or by IDLE's continuation.

#include "bench/support/imap.hpp"

#include <cctype>
#include <stdexcept>
#include <utility>

#include "bench/support/lmtp.hpp"

namespace bench {

Imap::Imap(Loop& loop, Place place, std::string login, Rest rest, OnReady on_ready)
    : login_(std::move(login)),
      rest_(rest),
      on_ready_(std::move(on_ready)),
      lines_(loop, place.port, place.tls, [this](std::string_view line) { take(line); }) {}

void Imap::take(std::string_view line) {
  if (line.starts_with("* BYE") || line.starts_with("a NO") || line.starts_with("a BAD"))
    throw std::runtime_error("IMAP: " + std::string(line));
  const bool greeting = step_ == 0 && line.starts_with("* ");
  if (greeting || line.starts_with("a OK")) return next_command();
  if (line.starts_with("+ ")) return become_ready();
  if (!line.starts_with("* ") || !line.ends_with(" EXISTS")) return;
  exists_ = std::stoull(std::string(line.substr(2)));
  if (ready_ && on_exists_) on_exists_(exists_);
}

void Imap::next_command() {
  ++step_;
  if (step_ == 1) return lines_.send("a LOGIN " + login_ + " secret\r\n");
  if (step_ == 2 && rest_ != Rest::authenticated) return lines_.send("a SELECT INBOX\r\n");
  if (step_ == 3 && rest_ == Rest::idle) return lines_.send("a IDLE\r\n");
  become_ready();
}

void Imap::become_ready() {
  ready_ = true;
  login_ = {};
  if (on_ready_) on_ready_();
}

Crowd::Crowd(Loop& loop, const Plan& plan, std::chrono::seconds patience) {
  std::size_t ready = 0;
  const std::function<void()> open_one = [&] {
    if (members_.size() == plan.count) return;
    auto login = account(1 + members_.size() % plan.accounts);
    members_.push_back(std::make_unique<Imap>(loop, plan.place, std::move(login), plan.rest, [&] {
      ++ready;
      open_one();
    }));
  };
  for (std::size_t i = 0; i < plan.at_once; ++i) open_one();
  if (!loop.run_until([&] { return ready == plan.count; }, patience))
    throw std::runtime_error("only " + std::to_string(ready) + " IMAP connections came to rest");
}

}  // namespace bench
