// "reject" and "ereject" (RFC 5429): the message is refused.

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

void refuse(Run& run, const Arguments& arguments, bool by_protocol) {
  const auto* envelope = run.environment().envelope;
  run.perform(Reject{.reason = base::text::to_valid_utf8(arguments.string("reason")),
                     .by_protocol = by_protocol,
                     .sender = envelope != nullptr ? envelope->sender : mail::Address{},
                     .recipient = run.environment().recipient},
              arguments);
  run.cancel_implicit_keep();
}

void reject(Run& run, const Arguments& arguments) {
  refuse(run, arguments, false);
}

void ereject(Run& run, const Arguments& arguments) {
  refuse(run, arguments, true);
}

}  // namespace

extern const Extension reject_extension{
    .capability = "reject",
    .needs = Needs::delivery,
    .answers_delivery = true,
    .commands =
        {{.name = "reject", .takes = {string("reason")}, .needs = Needs::delivery, .perform = reject}},
};

extern const Extension ereject_extension{
    .capability = "ereject",
    .needs = Needs::delivery,
    .answers_delivery = true,
    .commands =
        {{.name = "ereject", .takes = {string("reason")}, .needs = Needs::delivery, .perform = ereject}},
};

}  // namespace sieve
