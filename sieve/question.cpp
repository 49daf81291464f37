// Questions and answers in words, and what is said of a thing that nobody knows.

#include "sieve/question.hpp"

#include <tuple>

#include "sieve/shown.hpp"

namespace sieve {

std::weak_ordering ProgramRun::operator<=>(const ProgramRun& other) const {
  const auto order = std::tie(number, program, arguments, environment) <=>
                     std::tie(other.number, other.program, other.arguments, other.environment);
  return order != 0 ? order : input.sha256() <=> other.input.sha256();
}

Answer nothing_known(const Question& question) {
  return std::visit([]<class Asked>(const Asked&) -> Answer { return typename Asked::Reply{}; }, question);
}

namespace {

struct Asked {
  std::string operator()(const MayDeliverTo& asked) const { return "mailbox " + shown(asked.mailbox); }
  std::string operator()(const DeviceOnline& asked) const {
    return "device " + shown(asked.name) + " is online";
  }
  std::string operator()(const ListHolds& asked) const { return "in the list " + shown(asked.list); }
  std::string operator()(const ListKnown& asked) const { return "list " + shown(asked.list); }
  std::string operator()(const ListMembers& asked) const {
    return "members of the list " + shown(asked.list);
  }
  std::string operator()(const Remembered& /*asked*/) const { return "remembered"; }
  std::string operator()(const Metadata& asked) const {
    return "annotation " + shown(asked.entry) + " of " +
           (asked.mailbox.empty() ? "the server" : shown(asked.mailbox));
  }
  std::string operator()(const MailboxWithUse& asked) const { return "mailbox for " + shown(asked.use); }
  std::string operator()(const MailboxWithId& asked) const {
    return "mailbox with the id " + shown(asked.id);
  }
  std::string operator()(const IncludedScript& /*asked*/) const { return {}; }
  std::string operator()(const ProgramRun& /*asked*/) const { return {}; }
};

struct Answered {
  std::string operator()(bool yes) const { return yes ? "yes" : "no"; }
  std::string operator()(const std::string& text) const { return shown(text); }
  std::string operator()(const std::optional<std::string>& text) const { return text ? shown(*text) : "no"; }
  std::string operator()(const std::optional<std::vector<std::string>>& all) const {
    return all ? std::to_string(all->size()) : "no";
  }
  std::string operator()(const std::optional<std::shared_ptr<const Program>>& /*program*/) const {
    return {};
  }
};

}  // namespace

std::string described(const Question& question, const Answer& answer) {
  const std::string asked = std::visit(Asked{}, question);
  return asked.empty() ? asked : asked + ": " + std::visit(Answered{}, answer);
}

}  // namespace sieve
