// The interpreter: it walks the checked tree (RFC 5228 section 2.10).

#include "sieve/interpreter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {

Run::Run(const Program& program, const mail::Message& message, const Environment& environment,
         const Answers& answers, bool tracing)
    : program_(program),
      message_(message),
      environment_(environment),
      answers_(answers),
      fields_(message, program.headers),
      tracing_(tracing),
      variables_(program.variables.size()) {}

Flow Run::execute(const std::vector<Statement>& statements) {
  std::size_t at = 0;
  while (at < statements.size()) {
    const Statement& statement = statements[at];
    const std::size_t held = this->held();
    line_ = statement.line;
    spend(1);
    Flow flow = Flow::next;
    if (statement.command->control != nullptr)
      flow = statement.command->control(*this, statement);
    else
      statement.command->perform(*this, Arguments(*this, statement.given));
    release(held);
    if (flow == Flow::stop) return flow;
    at = flow == Flow::leave_chain ? statement.chain_end : at + 1;
  }
  return Flow::next;
}

bool Run::evaluate(const Condition& condition) {
  line_ = condition.line;
  spend(1);
  const std::size_t held = this->held();
  const Test& test = *condition.test;
  const bool outcome = test.combine != nullptr ? test.combine(*this, condition)
                                               : test.evaluate(*this, Arguments(*this, condition.given));
  release(held);
  if (tracing_) trace(condition, outcome);
  return outcome;
}

void Run::fail(std::string text) const {
  throw RunFailure{.line = line_, .text = std::move(text)};
}

void Run::fail_for_steps() const {
  fail("the script needs more than " + std::to_string(program_.limits.steps) + " steps for this message");
}

Answer Run::answer(const Question& question) const {
  const auto found = answers_.find(question);
  if (found == answers_.end()) throw Unanswered{question};
  return found->second;
}

std::string_view Run::text(const Text& text) {
  if (text.is_constant()) return text.constant;
  std::string& out = expanded_.emplace_back();
  for (const auto& piece : text.pieces) {
    expand(piece, out);
    if (out.size() > program_.limits.string_octets)
      out.resize(base::text::utf8_prefix(out, program_.limits.string_octets).size());
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
      out += variables_[piece.index].value;
      break;
    case Piece::Kind::match:
      if (piece.index < captures_.size()) out += captures_[piece.index];
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
        return variables_[piece.index].from_message;
      case Piece::Kind::match:
        return piece.index < captures_.size() && captures_from_message_;
      case Piece::Kind::space:
        return piece.space->from_message;
    }
    return true;
  });
}

void Run::set_variable(std::size_t slot, std::string value, bool from_message) {
  const auto limit = program_.limits.variable_octets;
  if (value.size() > limit) value.resize(base::text::utf8_prefix(value, limit).size());
  variables_[slot] = {.value = std::move(value), .from_message = from_message};
}

std::size_t Run::slot(std::string_view name) const {
  const auto& names = program_.variables;
  const auto found = std::ranges::find_if(
      names, [&](const std::string& known) { return base::text::same_ignoring_case(known, name); });
  return found == names.end() ? std::string::npos : static_cast<std::size_t>(found - names.begin());
}

void Run::set_captures(std::span<const std::string_view> captures, bool from_message) {
  std::vector<std::string> kept;  // the new ones may be views of the old ones
  kept.reserve(captures.size());
  for (const auto capture : captures)
    kept.emplace_back(base::text::utf8_prefix(capture, program_.limits.variable_octets));
  captures_ = std::move(kept);
  captures_from_message_ = from_message;
}

}  // namespace sieve
