// "vnd.dovecot.report" (Pigeonhole's spec-bosch-sieve-report): tells somebody of a message in the abuse
// reporting format (RFC 5965).

#include "base/text.hpp"
#include "mail/media_type.hpp"
#include "sieve/addresses.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"
#include "sieve/token.hpp"

namespace sieve {
namespace {

bool is_feedback_type(std::string_view text) {
  return text.size() <= 64 && is_token(text);
}

void check_report(Check& check, Statement& statement) {
  const auto& type = statement.given.positional[0]->strings.front();
  if (type.is_constant() && !is_feedback_type(type.constant))
    check.error(type.span, "not a feedback type",
                "RFC 5965 knows \"abuse\", \"fraud\", \"virus\" and others");
  const auto& address = statement.given.positional[2]->strings.front();
  if (address.is_constant() && !outbound_address(address.constant))
    check.error(address.span, "not an address");
}

/// A report about a report would go back and forth for ever. It is one by its type alone (RFC 5965 section
/// 2): any sender chooses the words of a boundary.
bool is_report(Run& run) {
  const auto bodies = unenclosed_fields(run).bodies(-1, "Content-Type");
  const auto type = bodies.empty() ? std::nullopt : mail::parse_media_type(bodies.front());
  return type && type->type == "multipart" && type->subtype == "report" &&
         base::text::same_ignoring_case(type->parameter("report-type"), "feedback-report");
}

void report(Run& run, const Arguments& arguments) {
  AbuseReport made{.feedback_type = base::text::lowered(arguments.string("feedback-type")),
                   .text = base::text::to_valid_utf8(arguments.string("message")),
                   .headers_only = arguments.has(":headers_only")};
  if (!is_feedback_type(made.feedback_type))
    run.fail("report: \"" + one_line(made.feedback_type) + "\" is no feedback type");
  const auto address = outbound_address(arguments.string("address"));
  if (!address) run.fail("report: \"" + one_line(arguments.string("address")) + "\" is no address");
  made.recipient = *address;
  if (is_report(run)) return run.remark("report: the message is a report itself");
  run.perform(std::move(made), arguments);  // the implicit keep stays
}

}  // namespace

extern const Extension vnd_dovecot_report_extension{
    .capability = "vnd.dovecot.report",
    .needs = Needs::delivery,
    .commands = {{.name = "report",
                  .takes = {string("feedback-type"), string("message"), string("address")},
                  .tags = {{.name = ":headers_only"}},
                  .needs = Needs::delivery,
                  .check = check_report,
                  .perform = report}},
};

}  // namespace sieve
