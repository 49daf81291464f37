// Faults, actions and outcomes as JSON.

#include "sievetool/json.hpp"

#include "base/text.hpp"
#include "mail/date.hpp"

namespace sievetool {
namespace {

namespace json = boost::json;

json::array flags(const mail::Flags& flags) {
  json::array out;
  if (!flags.empty())
    for (const auto flag : base::text::split(flags.text(), ' ')) out.emplace_back(flag);
  return out;
}

struct Members {
  json::object operator()(const sieve::Keep& keep) const {
    return {{"action", "keep"}, {"implicit", keep.implicit}, {"flags", flags(keep.flags)}};
  }
  json::object operator()(const sieve::FileInto& filed) const {
    return {{"action", "fileinto"},   {"mailbox", utf8(filed.mailbox)},   {"copy", filed.copy},
            {"create", filed.create}, {"special_use", filed.special_use}, {"flags", flags(filed.flags)}};
  }
  json::object operator()(const sieve::Redirect& redirect) const {
    json::object out{{"action", "redirect"},
                     {"address", redirect.address.text()},
                     {"copy", redirect.copy},
                     {"null_sender", redirect.null_sender}};
    if (!redirect.notify.empty()) out["notify"] = redirect.notify;
    if (!redirect.ret.empty()) out["ret"] = redirect.ret;
    if (redirect.by) out["by"] = mail::rfc3339(redirect.by->until) + (redirect.by->returns ? ";R" : ";N");
    return out;
  }
  json::object operator()(const sieve::Discard& /*discard*/) const { return {{"action", "discard"}}; }
  json::object operator()(const sieve::Notify& notify) const {
    json::object out{{"action", "notify"},
                     {"method", utf8(notify.method)},
                     {"importance", notify.importance},
                     {"text", utf8(notify.text)}};
    if (!notify.device.empty()) out["device"] = notify.device;
    if (!notify.endpoints.empty())
      out["endpoints"] = json::array(notify.endpoints.begin(), notify.endpoints.end());
    if (notify.mail) out["mail"] = mail(*notify.mail);
    return out;
  }
  json::object operator()(const sieve::Vacation& answer) const {
    return {{"action", "vacation"},          {"recipient", answer.recipient.text()},
            {"from", utf8(answer.from)},     {"subject", utf8(answer.subject)},
            {"reason", utf8(answer.reason)}, {"mime", answer.mime}};
  }
  json::object operator()(const sieve::Unsent& /*never in an outcome*/) const { return {}; }
  json::object operator()(const sieve::Pipe& pipe) const {
    return {{"action", "pipe"},
            {"program", pipe.program},
            {"arguments", json::array(pipe.arguments.begin(), pipe.arguments.end())},
            {"copy", pipe.copy}};
  }
  json::object operator()(const sieve::AbuseReport& report) const {
    return {{"action", "report"},
            {"feedback_type", report.feedback_type},
            {"recipient", report.recipient.text()},
            {"text", utf8(report.text)},
            {"headers_only", report.headers_only}};
  }
  json::object operator()(const sieve::Reject& refusal) const {
    return {{"action", refusal.by_protocol ? "ereject" : "reject"}, {"reason", utf8(refusal.reason)}};
  }
  static json::object mail(const sieve::NotificationMail& mail) {
    json::array recipients;
    for (const auto& recipient : mail.recipients) recipients.emplace_back(recipient.text());
    return {{"recipients", recipients},     {"from", mail.from.text()},
            {"sender", mail.sender.text()}, {"subject", utf8(mail.subject)},
            {"body", utf8(mail.body)},      {"auto_submitted", mail.auto_submitted}};
  }
};

}  // namespace

std::string utf8(std::string_view text) {
  return base::text::to_valid_utf8(text);
}

json::array to_json(const std::vector<sieve::Fault>& faults) {
  json::array out;
  for (const auto& fault : faults) {
    json::object one{{"severity", fault.severity == sieve::Fault::Severity::error ? "error" : "warning"},
                     {"line", fault.line},
                     {"column", fault.column},
                     {"length", fault.length},
                     {"text", utf8(fault.text)}};
    if (!fault.hint.empty()) one["hint"] = utf8(fault.hint);
    out.push_back(std::move(one));
  }
  return out;
}

json::object to_json(const sieve::Action& action) {
  json::object out = std::visit(Members(), action);
  out["line"] = std::visit([](const auto& what) { return what.line; }, action);
  return out;
}

json::object to_json(const sieve::Outcome& outcome) {
  json::array actions;
  for (const auto& action : outcome.actions) actions.push_back(to_json(action));
  json::object out{{"actions", actions}, {"steps", outcome.steps}};
  if (outcome.error)
    out["error"] = json::object{{"line", outcome.error->line}, {"text", utf8(outcome.error->text)}};
  if (!outcome.trace.empty()) {
    json::array trace;
    for (const auto& step : outcome.trace)
      trace.push_back(json::object{{"line", step.line}, {"text", utf8(step.text)}});
    out["trace"] = std::move(trace);
  }
  return out;
}

}  // namespace sievetool
