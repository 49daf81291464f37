// MAIL (RFC 5321 section 4.1.1.2): opens a transaction.

#include "base/random.hpp"
#include "store/smtp/parameter.hpp"
#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> mail_from(Session& session, std::string argument) {
  if (session.client_name().empty()) co_return Replies{reply(503, "5.5.1", "say LHLO first")};
  if (session.transaction().open) co_return Replies{reply(503, "5.5.1", "a transaction is open already")};
  auto from = wire::smtp::parse_mail_from(argument);
  if (!from) co_return Replies{reply(501, "5.5.4", from.error().text)};
  session.reset();
  mail::Envelope& envelope = session.transaction().envelope;
  envelope.sender = std::move(from->reverse_path);
  const auto applied = apply(from->parameters, Parameter::Of::mail, session);
  if (!applied) {
    session.reset();
    co_return Replies{refused_parameter(applied.error())};
  }
  envelope.client_name = session.client_name();
  envelope.client_address = session.connection().peer().address;
  envelope.id = base::random_name();
  envelope.protocol = envelope.smtputf8 ? "UTF8LMTP" : "LMTP";  // RFC 6531 section 4.3
  if (!may_stand(envelope.sender, session)) {
    session.reset();
    co_return Replies{reply(553, "5.6.7", "an address in UTF-8 needs SMTPUTF8")};  // RFC 6531 section 3.5
  }
  session.transaction().open = true;
  co_return Replies{reply(250, "2.1.0", "sender taken")};
}

}  // namespace

extern const Verb mail_verb{.name = "MAIL", .protocols = lmtp | submission, .run = mail_from};

}  // namespace store::smtp
