// How the answer of an HTTP peer is read (RFC 9110 section 15).

#include "connectors/answer.hpp"

namespace connectors {

Outcome failed_exchange(const base::Error& error) {
  switch (error.code) {
    case base::Errc::denied:
      return {.verdict = Outcome::never, .reason = "its address is in a network that is not allowed"};
    case base::Errc::syntax:
      return {.verdict = Outcome::never, .reason = "the request cannot be sent"};
    case base::Errc::timed_out:
      return {.verdict = Outcome::try_later, .reason = "no answer in time"};
    default:
      return {.verdict = Outcome::try_later, .reason = "not reached"};
  }
}

Outcome judge_status(const net::HttpAnswer& answer, int gone) {
  const int status = answer.status;
  const std::string number = std::to_string(status);
  if (status / 100 == 2) return {.verdict = Outcome::delivered, .reason = "taken with status " + number};
  if (status == gone)
    return {.verdict = Outcome::never,
            .reason = "the registration is gone (status " + number + ")",
            .device_gone = true};
  if (status == 408 || status == 425 || status == 429 || status / 100 == 5)
    return {.verdict = Outcome::try_later,
            .reason = "busy (status " + number + ")",
            .again_after = answer.retry_after()};
  // A redirect is never followed: its target was not registered by the owner. One that calls itself passing
  // (a maintenance page) may be over soon, a permanent one will not.
  if (status == 302 || status == 303 || status == 307)
    return {.verdict = Outcome::try_later,
            .reason = "redirected for now (status " + number + ")",
            .again_after = answer.retry_after()};
  if (status / 100 == 3)
    return {.verdict = Outcome::never,
            .reason = "redirected; redirects are not followed (status " + number + ")"};
  return {.verdict = Outcome::never, .reason = "refused with status " + number};
}

}  // namespace connectors
