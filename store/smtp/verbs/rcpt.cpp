// RCPT (RFC 5321 section 4.1.1.3): one more recipient, if the service takes mail for it.

#include <utility>

#include "store/smtp/parameter.hpp"
#include "store/smtp/verb.hpp"

namespace store::smtp {
namespace {

net::Task<Replies> rcpt(Session& session, std::string argument) {
  Transaction& transaction = session.transaction();
  if (!transaction.open) co_return Replies{reply(503, "5.5.1", "MAIL first")};
  if (transaction.content || transaction.missed)
    co_return Replies{reply(503, "5.5.1", "the message has begun")};
  auto to = wire::smtp::parse_rcpt_to(argument);
  if (!to) co_return Replies{reply(501, "5.5.4", to.error().text)};
  transaction.next = {};
  const auto applied = apply(to->parameters, Parameter::Of::rcpt, session);
  if (!applied) co_return Replies{refused_parameter(applied.error())};
  if (!may_stand(to->forward_path, session))
    co_return Replies{reply(553, "5.6.7", "an address in UTF-8 needs SMTPUTF8")};  // RFC 6531 section 3.5
  if (transaction.envelope.recipients.size() >= session.settings().recipients_limit)
    co_return Replies{reply(452, "4.5.3", "too many recipients")};  // RFC 5321 section 4.5.3.1.10
  const auto resolved = co_await session.service().resolve(to->forward_path);
  if (!resolved) co_return Replies{reply_for(resolved.error(), "<" + to->forward_path.text() + ">")};
  mail::Recipient recipient = std::exchange(transaction.next, {});
  recipient.address = std::move(to->forward_path);
  transaction.envelope.recipients.push_back(std::move(recipient));
  co_return Replies{reply(250, "2.1.5", "recipient taken")};
}

}  // namespace

extern const Verb rcpt_verb{.name = "RCPT", .protocols = lmtp | submission, .run = rcpt};

}  // namespace store::smtp
