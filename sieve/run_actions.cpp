// What a run does with actions, and what it writes down of its decisions.

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/text.hpp"
#include "sieve/answerable.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

template <class What>
std::size_t number_of(const std::vector<Action>& actions) {
  return static_cast<std::size_t>(std::ranges::count_if(
      actions, [](const Action& action) { return std::holds_alternative<What>(action); }));
}

bool is_inbox(std::string_view mailbox) {
  return base::text::same_ignoring_case(mailbox, "INBOX");
}

/// keep and fileinto "INBOX" name one mailbox (RFC 5228 section 4.3), but for a message that lies in some
/// mailbox already; otherwise names must be equal.
bool same_mailbox(const Action& a, const Action& b, bool imap_event) {
  const auto name = [&](const Action& action) -> const std::string* {
    static const std::string inbox = "INBOX";
    static const std::string where_it_is;
    if (std::holds_alternative<Keep>(action)) return imap_event ? &where_it_is : &inbox;
    const auto* filed = std::get_if<FileInto>(&action);
    if (filed == nullptr) return nullptr;
    return is_inbox(filed->mailbox) ? &inbox : &filed->mailbox;
  };
  const auto* first = name(a);
  const auto* second = name(b);
  return first != nullptr && second != nullptr && *first == *second;
}

bool is_unsent(const Action& action, Unsent::What what) {
  const auto* unsent = std::get_if<Unsent>(&action);
  return unsent != nullptr && unsent->what == what;
}

bool notifies(const Action& action) {
  return std::holds_alternative<Notify>(action) || is_unsent(action, Unsent::What::notify);
}

bool excludes_refusal(const Action& action) {
  return std::holds_alternative<Keep>(action) || std::holds_alternative<FileInto>(action) ||
         std::holds_alternative<Redirect>(action) || std::holds_alternative<Vacation>(action) ||
         std::holds_alternative<Pipe>(action) || is_unsent(action, Unsent::What::vacation);
}

const mail::Flags& flags_of(const Action& action) {
  const auto* keep = std::get_if<Keep>(&action);
  return keep != nullptr ? keep->flags : std::get<FileInto>(action).flags;
}

/// Into one mailbox once, in the first version (RFC 5293 section 7): the last list of flags wins (RFC 5232
/// section 3), and a keep stays visible as one.
void merge_mailbox(Action& earlier, const Action& action) {
  if (auto* keep = std::get_if<Keep>(&earlier)) {
    keep->flags = flags_of(action);
    if (const auto* again = std::get_if<Keep>(&action)) keep->implicit = keep->implicit && again->implicit;
  } else if (std::holds_alternative<Keep>(action)) {
    Keep kept = std::get<Keep>(action);
    kept.message = std::get<FileInto>(earlier).message;
    earlier = std::move(kept);
  } else {
    auto& filed = std::get<FileInto>(earlier);
    const auto& again = std::get<FileInto>(action);
    filed.flags = again.flags;
    filed.create = filed.create || again.create;
    if (filed.special_use.empty()) filed.special_use = again.special_use;
    filed.copy = filed.copy && again.copy;
  }
}

/// To one address once, in the first version, and as the later one asks where it does.
void merge_redirect(Redirect& earlier, const Redirect& again) {
  if (!again.notify.empty()) earlier.notify = again.notify;
  if (!again.ret.empty()) earlier.ret = again.ret;
  if (again.by) earlier.by = again.by;
  earlier.copy = earlier.copy && again.copy;
}

}  // namespace

void Run::perform(Action action, const Arguments& arguments) {
  std::visit([&](auto& what) { what.line = line(); }, action);
  attach_message(action);
  for (const auto& given : arguments.given().tags)
    if (given.tag->apply) given.tag->apply(action, *this, arguments);
  before_action(&arguments, action);
  if (tracing_) note(described(action));
  refuse_conflict(action);
  if (merge(action)) return;
  limit(action);
  result_.actions.push_back(std::move(action));
}

void Run::before_action(const Arguments* arguments, Action& action) {
  // The message of an IMAP event has flags, which stay, and are copied as COPY does, unless an extension says
  // otherwise.
  if (environment().imap_event && environment().flags != nullptr) {
    if (auto* keep = std::get_if<Keep>(&action)) keep->flags = *environment().flags;
    if (auto* filed = std::get_if<FileInto>(&action)) {
      filed->flags = *environment().flags;
      filed->flags.remove(mail::Flags(mail::Flags::deleted));
    }
  }
  const auto& own = program().extensions;
  for (const auto* extension : own)
    if (extension->before_action != nullptr) extension->before_action(*this, arguments, action);
  for (const auto* extension : result_.extensions)
    if (extension->before_action != nullptr && std::ranges::find(own, extension) == own.end())
      extension->before_action(*this, arguments, action);
}

void Run::watch_actions(const Program& program) {
  auto& watching = result_.extensions;
  for (const auto* extension : program.extensions)
    if (extension->before_action != nullptr && std::ranges::find(watching, extension) == watching.end())
      watching.push_back(extension);
}

void Run::attach_message(Action& action) {
  (void)message();  // an edit that waits becomes part of it
  std::visit(
      [&](auto& what) {
        if constexpr (requires { what.message = edited_; }) {
          if constexpr (std::is_same_v<decltype(what.message), Edited>) what.message = edited_;
        }
      },
      action);
}

bool Run::merge(const Action& action) {
  for (auto& earlier : result_.actions) {
    if (same_mailbox(earlier, action, environment().imap_event)) {
      merge_mailbox(earlier, action);
      return true;
    }
    const auto* redirect = std::get_if<Redirect>(&action);
    auto* before = std::get_if<Redirect>(&earlier);
    if (redirect != nullptr && before != nullptr && redirect->address == before->address) {
      merge_redirect(*before, *redirect);
      return true;
    }
    if (std::holds_alternative<Discard>(action) && std::holds_alternative<Discard>(earlier)) return true;
    if (std::holds_alternative<Reject>(action) && std::holds_alternative<Reject>(earlier)) return true;
    const auto* report = std::get_if<AbuseReport>(&action);
    const auto* reported = std::get_if<AbuseReport>(&earlier);
    if (report != nullptr && reported != nullptr && report->feedback_type == reported->feedback_type &&
        same_person(report->recipient, reported->recipient))
      return true;
  }
  return false;
}

/// A message is delivered or refused, not both, and a refusal is answer enough (RFC 5429 section 2.4).
void Run::refuse_conflict(const Action& action) const {
  const bool refuses = std::holds_alternative<Reject>(action);
  if (!refuses && !excludes_refusal(action)) return;
  for (std::size_t i = result_.performed; i < actions().size(); ++i) {
    const Action& earlier = actions()[i];
    if (refuses && std::holds_alternative<Reject>(earlier)) fail("a message can be refused only once");
    if (refuses ? excludes_refusal(earlier) : std::holds_alternative<Reject>(earlier))
      fail(described(action) + " conflicts with " + described(earlier) +
           ": a refused message is neither delivered nor answered");
  }
}

void Run::limit(const Action& action) const {
  const Limits& limits = this->limits();
  if (actions().size() >= limits.actions)
    fail("more than " + std::to_string(limits.actions) + " actions for one message");
  if (std::holds_alternative<Redirect>(action) && number_of<Redirect>(actions()) >= limits.redirects)
    fail("more than " + std::to_string(limits.redirects) + " redirects for one message");
  if (std::holds_alternative<AbuseReport>(action) && number_of<AbuseReport>(actions()) >= limits.redirects)
    fail("more than " + std::to_string(limits.redirects) + " reports of one message");
  if (std::holds_alternative<Pipe>(action) && number_of<Pipe>(actions()) >= limits.programs)
    fail("more than " + std::to_string(limits.programs) + " programs for one message");
  const auto notified = static_cast<std::size_t>(std::ranges::count_if(actions(), notifies));
  if (notifies(action) && notified >= limits.notifications)
    fail("more than " + std::to_string(limits.notifications) + " notifications for one message");
}

std::optional<Keep> Run::implicit_keep() {
  if (!result_.implicit_keep) return std::nullopt;
  Action keep = Keep{.implicit = true};
  attach_message(keep);
  before_action(nullptr, keep);
  return std::get<Keep>(std::move(keep));
}

void Run::remember(std::string key, base::Time until) {
  const auto known = std::ranges::find(memory_, key, &Remember::key);
  if (known != memory_.end()) {
    known->until = until;
    return;
  }
  if (memory_.size() >= limits().remembered)
    fail("more than " + std::to_string(limits().remembered) + " things to remember for one message");
  memory_.push_back({std::move(key), until});
}

std::vector<Action> Run::finish() {
  line_ = 0;
  if (result_.keep) {
    Action keep = *result_.keep;
    if (tracing_) note(described(keep));
    if (!merge(keep)) result_.actions.push_back(std::move(keep));
  }
  std::erase_if(result_.actions, [](const Action& one) { return std::holds_alternative<Unsent>(one); });
  return std::move(result_.actions);
}

void Run::note(std::string text) {
  if (tracing_) trace_.push_back({.line = line(), .text = where() + std::move(text)});
}

void Run::note_answer(const Question& question, const Answer& answer) {
  if (auto text = described(question, answer); !text.empty()) note("  " + text);
}

void Run::remark(std::string text) {
  add_remark(std::move(text), false);
}

void Run::remark_fault(std::string text) {
  add_remark(std::move(text), true);
}

void Run::add_remark(std::string text, bool is_fault) {
  constexpr std::size_t most = 32;
  constexpr std::size_t longest = 1024;  // traces keep them
  note(text);
  TraceStep remark{.line = line(), .text = where() + std::move(text), .is_fault = is_fault};
  if (remark.text.size() > longest)
    remark.text = std::string(base::text::utf8_prefix(remark.text, longest)) + "...";
  if (remarks_.size() < most) remarks_.push_back(std::move(remark));
}

void Run::trace(const Condition& condition, bool outcome) {
  trace_.push_back(
      {.line = line(), .text = where() + snippet(condition.span) + (outcome ? ": true" : ": false")});
}

std::string Run::snippet(syntax::Span span) const {
  constexpr std::size_t longest = 200;
  std::string out;
  for (const char c : std::string_view(program().source).substr(span.begin, span.end - span.begin)) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (blank && out.ends_with(' ')) continue;
    out += blank ? ' ' : c;
  }
  if (out.size() > longest) out = std::string(base::text::utf8_prefix(out, longest)) + "...";
  return out;
}

}  // namespace sieve
