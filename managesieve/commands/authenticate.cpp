// AUTHENTICATE (RFC 5804 section 2.1): a SASL exchange (RFC 4422), service name "sieve".

#include <algorithm>

#include "base/text.hpp"
#include "managesieve/refusal.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

using store::auth::Done;

/// The decoded response, or the reply that ends the exchange. "*" alone cancels it.
base::Result<std::string> decoded(const std::string& response) {
  if (response == "*") return base::fail(base::Errc::syntax, "authentication cancelled");
  auto octets = base::text::from_base64(response);
  if (!octets) return base::fail(base::Errc::syntax, "the SASL response is not base64");
  return std::move(*octets);
}

Reply success(Session& session, Done done) {
  session.log_in(std::move(done.identity));
  Reply reply = ok("logged in");
  if (done.final_octets) {
    reply.response.code = "SASL";
    reply.response.argument = base::text::base64(*done.final_octets);
  }
  return reply;
}

/// A peer that went away in between needs no reply.
Reply failure(Session& session, const base::Error& error) {
  Reply reply = session.failed_login(refusal(error));
  reply.closes = reply.closes || error.code == base::Errc::gone || error.code == base::Errc::timed_out;
  return reply;
}

net::Task<Reply> authenticate(Session& session, Arguments arguments) {
  const std::string mechanism = base::text::uppered(arguments[0].text);
  const auto allowed = session.mechanisms();
  if (std::ranges::find(allowed, mechanism) == allowed.end()) {
    const auto all = session.service().authenticator.mechanisms();
    const bool exists = std::ranges::find(all, mechanism) != all.end() && mechanism != "LOGIN";
    co_return exists ? no("ENCRYPT-NEEDED", "not in the clear") : no("", "no such SASL mechanism");
  }
  const auto exchange = session.service().authenticator.start(mechanism, session.connection().peer().address);
  std::optional<std::string> response;
  if (arguments.size() > 1) response = arguments[1].text;
  for (;;) {
    std::optional<base::Octets> octets;
    if (response) {
      auto plain = decoded(*response);
      if (!plain) co_return failure(session, plain.error());
      octets = std::move(*plain);
    }
    auto step = co_await exchange->step(std::move(octets));
    if (!step) co_return failure(session, step.error());
    if (auto* done = std::get_if<Done>(&*step)) co_return success(session, std::move(*done));
    auto next = co_await session.challenge(std::get<store::auth::Challenge>(*step).octets);
    if (!next) co_return failure(session, next.error());
    response = std::move(*next);
  }
}

}  // namespace

extern const Command authenticate_command{
    .name = "AUTHENTICATE",
    .allowed_in = unauthenticated,
    .takes = {{.kind = Takes::Kind::text}, {.kind = Takes::Kind::text, .optional = true}},
    .run = authenticate};

}  // namespace managesieve
