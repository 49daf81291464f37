// The interpreter: it walks the checked tree (RFC 5228 section 2.10).

#include "sieve/interpreter.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/host.hpp"

namespace sieve {

Run::Run(const Program& program, const mail::Message& message, const Environment& environment,
         const Answers& answers, const RunOptions& options)
    : original_(message),
      environment_(environment),
      answers_(answers),
      script_(options.script),
      host_(options.host),
      limits_(options.limits != nullptr ? *options.limits : program.limits),
      main_(program),
      budget_(options.tried == nullptr
                  ? limits_.steps
                  : std::min(limits_.steps,
                             limits_.steps_of_tries - std::min(limits_.steps_of_tries, *options.tried))),
      tracing_(options.trace) {
  if (options.result != nullptr) result_ = *options.result;
}

Fields& Run::fields() {
  if (!frame_->fields) frame_->fields.emplace(with_header(), program().headers, &budget_);
  return *frame_->fields;
}

void Run::lend(const Extension& extension) {
  refuse_to_answer(&extension);
  frame_->lent.push_back(&extension);
}

void Run::refuse_to_answer(const Extension* extension) const {
  if (environment().imap_event && extension != nullptr && extension->answers_delivery)
    fail("\"" + std::string(extension->capability) + "\" answers a delivery, and this is an IMAP event");
}

// A failure leaves it as it is: what went wrong is told afterwards.
Flow Run::call(const Program& program, const std::string& name) {
  refuse_to_answer(program.answers);
  watch_actions(this->program());
  Frame frame(program);
  Frame* const caller = std::exchange(frame_, &frame);
  if (included_.empty()) main_line_ = line_;
  const std::string outer = std::exchange(included_, name);
  ++depth_;
  watch_actions(program);
  const Flow flow = execute(program.statements);
  --depth_;
  included_ = outer;
  frame_ = caller;
  if (frame_->fields && &frame_->fields->message() != &with_header()) frame_->fields.reset();
  return flow;
}

Flow Run::execute(const std::vector<Statement>& statements) {
  const std::size_t line = line_;
  std::size_t at = 0;
  while (at < statements.size()) {
    const Statement& statement = statements[at];
    const std::size_t held = this->held();
    line_ = statement.line;
    spend(1);
    if (!statement.lent.empty()) check_lent(statement.lent);
    Flow flow = Flow::next;
    if (statement.command->control != nullptr)
      flow = statement.command->control(*this, statement);
    else
      statement.command->perform(*this, Arguments(*this, statement.given));
    release(held);
    if (line != 0) line_ = line;  // behind a block, that of the command that has it
    if (flow != Flow::next && flow != Flow::leave_chain) return flow;
    at = flow == Flow::leave_chain ? statement.chain_end : at + 1;
  }
  return Flow::next;
}

bool Run::evaluate(const Condition& condition) {
  line_ = condition.line;
  spend(1);
  if (!condition.lent.empty()) check_lent(condition.lent);
  const std::size_t held = this->held();
  const Test& test = *condition.test;
  const bool outcome = test.combine != nullptr ? test.combine(*this, condition)
                                               : test.evaluate(*this, Arguments(*this, condition.given));
  release(held);
  line_ = condition.line;  // the tests within it have had their own
  if (tracing_) trace(condition, outcome);
  return outcome;
}

std::string Run::where() const {
  return included_.empty() ? "" : included_ + " line " + std::to_string(line_) + ": ";
}

void Run::fail(std::string text) const {
  throw RunFailure{.line = line(), .text = where() + std::move(text)};
}

void Run::check_lent(const std::vector<const Extension*>& extensions) const {
  for (const auto* extension : extensions)
    if (std::ranges::find(frame_->lent, extension) == frame_->lent.end())
      fail("no ihave for \"" + std::string(extension->capability) + "\" was met before this");
}

Answer Run::answer(const Question& question) const {
  const auto found = answers_.find(question);
  if (found != answers_.end()) return found->second;
  if (host_ == nullptr) throw Unanswered{question};
  return host_->answer(question);
}

std::string_view Run::text(const Text& text) {
  if (text.is_constant()) return text.constant;
  std::string& out = expanded_.emplace_back();
  for (const auto& piece : text.pieces) {
    expand(piece, out);
    if (out.size() > limits().string_octets)
      out.resize(base::text::utf8_prefix(out, limits().string_octets).size());
  }
  spend_octets(out.size());
  return out;
}

void Run::expand(const Piece& piece, std::string& out) {
  switch (piece.kind) {
    case Piece::Kind::literal:
      out += piece.text;
      break;
    case Piece::Kind::variable:
      out += cell(piece.index).value;
      break;
    case Piece::Kind::match:
      if (piece.index < frame_->captures.size()) out += frame_->captures[piece.index];
      break;
    case Piece::Kind::space:
      out += piece.space->read(*this, piece.text);
      break;
  }
  spend(1);
}

bool Run::from_message(const Text& text) const {
  return std::ranges::any_of(text.pieces, [&](const Piece& piece) {
    switch (piece.kind) {
      case Piece::Kind::literal:
        return false;
      case Piece::Kind::variable:
        return cell(piece.index).from_message;
      case Piece::Kind::match:
        return piece.index < frame_->captures.size() && frame_->captures_from_message;
      case Piece::Kind::space:
        return piece.space->from_message;
    }
    return true;
  });
}

void Run::set_variable(std::size_t slot, std::string value, bool from_message) {
  const auto limit = limits().variable_octets;
  if (value.size() > limit) value.resize(base::text::utf8_prefix(value, limit).size());
  const auto shared = program().globals.find(slot);
  Frame::Variable& target =
      shared == program().globals.end() ? frame_->variables[slot] : global(shared->second);
  target = {.value = std::move(value), .from_message = from_message};
}

const Frame::Variable& Run::cell(std::size_t slot) const {
  static const Frame::Variable unset;
  const auto shared = program().globals.find(slot);
  if (shared == program().globals.end()) return frame_->variables[slot];
  const auto found = globals_.find(shared->second);
  return found == globals_.end() ? unset : found->second;
}

Frame::Variable& Run::global(std::string_view name) {
  const auto found = globals_.find(name);
  return found != globals_.end() ? found->second
                                 : globals_.emplace(std::string(name), Frame::Variable()).first->second;
}

std::size_t Run::slot(std::string_view name) const {
  const auto& names = program().variables;
  const auto found = std::ranges::find_if(
      names, [&](const std::string& known) { return base::text::same_ignoring_case(known, name); });
  return found == names.end() ? std::string::npos : static_cast<std::size_t>(found - names.begin());
}

void Run::set_captures(std::span<const std::string_view> captures, bool from_message) {
  std::vector<std::string> kept;  // the new ones may be views of the old ones
  kept.reserve(captures.size());
  for (const auto capture : captures)
    kept.emplace_back(base::text::utf8_prefix(capture, limits().variable_octets));
  frame_->captures = std::move(kept);
  frame_->captures_from_message = from_message;
}

}  // namespace sieve
