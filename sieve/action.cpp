// Actions in words.

#include "sieve/action.hpp"

#include "sieve/addresses.hpp"
#include "sieve/moment.hpp"

namespace sieve {
namespace {

std::string flags_text(const mail::Flags& flags) {
  return flags.empty() ? "" : " with flags " + flags.text();
}

std::string by_text(const mail::DeliverBy& by) {
  return iso8601({.time = by.until}) + (by.returns ? " or returned" : " or told") +
         (by.traced ? ", traced" : "");
}

struct Describer {
  std::string operator()(const Keep& keep) const {
    return (keep.implicit ? "implicit keep" : "keep") + flags_text(keep.flags);
  }
  std::string operator()(const FileInto& filed) const {
    std::string out = "fileinto \"" + filed.mailbox + '"';
    if (filed.copy) out += " as a copy";
    if (filed.create) out += ", created if needed";
    if (filed.create && !filed.special_use.empty()) out += " as " + filed.special_use;
    return out + flags_text(filed.flags);
  }
  std::string operator()(const Redirect& redirect) const {
    std::string out = "redirect to <" + redirect.address.text() + ">" + (redirect.copy ? " as a copy" : "");
    if (!redirect.notify.empty()) out += ", told of " + redirect.notify;
    if (!redirect.ret.empty()) out += ", given back " + redirect.ret;
    if (redirect.by) out += ", by " + by_text(*redirect.by);
    return out;
  }
  std::string operator()(const Discard& /*discard*/) const { return "discard"; }
  std::string operator()(const Notify& notify) const {
    return "notify " + notify.method + ", importance " + std::to_string(notify.importance) +
           (notify.text.empty() ? "" : ": " + notify.text);
  }
  std::string operator()(const Unsent& unsent) const {
    return unsent.what == Unsent::What::vacation ? "vacation that answers nobody"
                                                 : "notify that tells nobody";
  }
  std::string operator()(const Vacation& answer) const {
    return "vacation answers <" + answer.recipient.text() + ">";
  }
  std::string operator()(const AbuseReport& report) const {
    return "report of " + report.feedback_type + " to <" + report.recipient.text() + ">";
  }
  std::string operator()(const Pipe& pipe) const {
    return "pipe to " + pipe.program + (pipe.copy ? " as a copy" : "");
  }
  std::string operator()(const Reject& refusal) const {
    return std::string(refusal.by_protocol ? "ereject" : "reject") +
           (refusal.reason.empty() ? "" : ": " + one_line(refusal.reason));
  }
};

}  // namespace

std::string described(const Action& action) {
  std::string out = std::visit(Describer{}, action);
  const auto line = std::visit([](const auto& what) { return what.line; }, action);
  if (line > 0) out += " (line " + std::to_string(line) + ')';
  return out;
}

}  // namespace sieve
