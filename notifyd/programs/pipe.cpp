// Mail that scripts hand to programs.

#include "notifyd/programs/pipe.hpp"

#include <string>
#include <utility>

#include "notifyd/relay/relay.hpp"

namespace notifyd::programs {
namespace {

constexpr int temporary_failure = 75;  // EX_TEMPFAIL

/// The message as it is stored: what we put before it, and its octets.
base::Body whole(const std::string& prefix, const base::Body& body) {
  return prefix.empty() ? body : base::Body(prefix + std::string(body.view()));
}

}  // namespace

net::Task<store::Settled> Pipe::run(store::Item item) {
  const auto& pipe = std::get<store::PipeItem>(item.payload);
  const auto body = co_await blobs_.get(pipe.body, store::Range{});
  if (!body) {
    store::Settled settled{.ticket = item.ticket};
    if (body.error().code == base::Errc::not_found)
      settled.verdict = store::Dead{body.error().text};
    else
      settled.verdict = store::RetryAt{relay::next_try(clock_.now(), item.failures), body.error().text};
    co_return settled;
  }
  const auto ended = co_await programs_.run_later({.program = pipe.program,
                                                   .arguments = pipe.arguments,
                                                   .environment = pipe.environment,
                                                   .input = whole(pipe.prefix, *body)});
  co_return settled(item, ended);
}

store::Settled Pipe::settled(const store::Item& item, const base::ProgramEnded& ended) const {
  const auto& pipe = std::get<store::PipeItem>(item.payload);
  const base::Time now = clock_.now();
  store::Settled settled{.ticket = item.ticket};
  const std::string how = ended.succeeded()     ? "taken"
                          : ended.fault.empty() ? "exit code " + std::to_string(ended.code)
                                                : ended.fault;
  settled.trace.push_back(
      {.at = now, .stage = "relay", .text = pipe.cause + ": pipe to " + pipe.program + ": " + how});
  const bool passing = ended.code == temporary_failure || ended.code < 0;
  if (ended.succeeded()) return settled;
  if (passing && now - item.created < give_up_after)
    settled.verdict = store::RetryAt{relay::next_try(now, item.failures), how};
  else
    settled.verdict = store::Dead{how};
  return settled;
}

}  // namespace notifyd::programs
