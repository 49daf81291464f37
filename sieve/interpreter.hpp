// One run of a program over one message. Extensions see this class in their tests and actions.
#pragma once

#include <any>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "mail/message.hpp"
#include "sieve/action.hpp"
#include "sieve/budget.hpp"
#include "sieve/fields.hpp"
#include "sieve/program.hpp"
#include "sieve/question.hpp"
#include "sieve/run.hpp"

namespace sieve {

class Arguments;
enum class Flow;

/// A script of a run, and what is its own: the main one, or one that it includes (RFC 6609 section 3).
struct Frame {
  struct Variable {
    std::string value;
    bool from_message = false;
  };
  explicit Frame(const Program& run) : program(run), variables(run.variables.size()) {}

  const Program& program;
  std::optional<Fields> fields;  ///< found when first asked for, and again after the message was edited
  std::vector<Variable> variables;
  std::vector<std::string> captures;
  bool captures_from_message = false;
  std::vector<const Extension*> lent;  ///< put into effect by an ihave that was true
};

class Run {
 public:
  Run(const Program& program, const mail::Message& message, const Environment& environment,
      const Answers& answers, const RunOptions& options);

  [[nodiscard]] const Environment& environment() const { return environment_; }
  /// The script that is running.
  [[nodiscard]] const Program& program() const { return frame_->program; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  /// The name of the main script among its owner's, "" if it is none of them.
  [[nodiscard]] std::string_view script() const { return script_; }
  /// Null if nobody answers at once.
  [[nodiscard]] Host* host() const { return host_; }

  // The message, which a script may edit. Views into it live until then.
  [[nodiscard]] const mail::Message& message();
  [[nodiscard]] Fields& fields();
  /// Its header with the empty line. Cheaper than message() between edits, as the body is not copied for it.
  [[nodiscard]] std::string_view header() const;
  /// The message has this header from now on; it ends with an empty line.
  void edit_header(std::string header);
  void edit_message(std::string octets);
  /// How often it was edited.
  [[nodiscard]] std::size_t edits() const { return edits_; }

  // Control.
  Flow execute(const std::vector<Statement>& statements);
  /// Runs another script here, with variables of its own. Its `stop` is the result; the program outlives the
  /// run.
  Flow call(const Program& program, const std::string& name);
  [[nodiscard]] std::size_t depth() const { return depth_; }
  /// An ihave was true: what names this extension may run from now on (RFC 5463 section 4).
  void lend(const Extension& extension);
  /// At an IMAP event there is no delivery to answer (RFC 6785 section 3.11): fails if this would. Null is
  /// nothing.
  void refuse_to_answer(const Extension* extension) const;
  bool evaluate(const Condition& condition);
  /// Ends the run with a run-time error at the current line (RFC 5228 section 2.10.6).
  [[noreturn]] void fail(std::string text) const;
  /// Takes `steps` from the budget of the run; fails when it is used up.
  void spend(std::uint64_t steps) { budget_.spend(steps); }
  /// One step, and one more for each 64 octets.
  void spend_octets(std::uint64_t octets) { budget_.spend_octets(Budget::octets_of_step + octets); }
  [[nodiscard]] Budget& budget() { return budget_; }
  /// Of the main script: of an included one, where its include stands.
  [[nodiscard]] std::size_t line() const { return included_.empty() ? line_ : main_line_; }
  /// What stands before a text about what an included script does: its name and line; "" for the main script.
  [[nodiscard]] std::string where() const;

  /// The answer, or an end of the run that leaves the question (sieve::run returns it).
  template <class Asked>
  typename Asked::Reply ask(Asked question) {
    const Question asked(std::move(question));
    Answer answered = answer(asked);
    if (tracing_) note_answer(asked, answered);
    return std::get<typename Asked::Reply>(std::move(answered));
  }

  // Strings. Views live until the command or test ends, or until what was held before them is released.
  std::string_view text(const Text& text);
  [[nodiscard]] std::size_t held() const { return expanded_.size(); }
  void release(std::size_t held) { expanded_.resize(held); }
  /// True if a part of it may have come from the message.
  [[nodiscard]] bool from_message(const Text& text) const;
  [[nodiscard]] std::string_view variable(std::size_t slot) const { return cell(slot).value; }
  /// Cuts a value that is too long (RFC 5229 section 6).
  void set_variable(std::size_t slot, std::string value, bool from_message);
  [[nodiscard]] bool variable_from_message(std::size_t slot) const { return cell(slot).from_message; }
  /// A variable that scripts share (RFC 6609 section 3.4), by its name in lower case; made if it is not
  /// there.
  Frame::Variable& global(std::string_view name);
  /// The slot, or npos if the script has no such variable.
  [[nodiscard]] std::size_t slot(std::string_view name) const;
  /// Match variables (RFC 5229 section 3.2) from index 0.
  void set_captures(std::span<const std::string_view> captures, bool from_message);

  // Actions.
  /// Applies the tags to it, then adds it to the result. One that repeats an earlier one is dropped (RFC
  /// 5228 section 2.10.3); what it adds, flags and the like, goes to that one.
  void perform(Action action, const Arguments& arguments);
  /// The extensions of this program look at all later actions, also of other scripts: flags that an included
  /// one sets are those of a keep of the main script too (RFC 5232 section 3 has one internal variable),
  /// although that passes on no capability otherwise (RFC 6609 section 3.2).
  void watch_actions(const Program& program);
  void cancel_implicit_keep() { result_.implicit_keep = false; }
  [[nodiscard]] const std::vector<Action>& actions() const { return result_.actions; }
  /// So far; an extension of the host's own may replace it.
  [[nodiscard]] Result& result() { return result_; }
  void remember(std::string key, base::Time until);
  std::vector<Remember> take_memory() { return std::move(memory_); }
  /// The implicit keep, unless something cancelled it; ready to be carried out.
  std::optional<Keep> implicit_keep();
  /// At the end of the script: adds the keep that nothing cancelled.
  std::vector<Action> finish();
  /// The message as the script has edited it; null if it has not.
  [[nodiscard]] Edited edited();

  /// What an extension keeps during the run, one value of each type. What belongs to the result:
  /// Result::state.
  template <class State>
  State& state() {
    auto& kept = states_[std::type_index(typeid(State))];
    if (!kept.has_value()) kept = State();
    return *std::any_cast<State>(&kept);
  }

  // Trace.
  [[nodiscard]] bool tracing() const { return tracing_; }
  void note(std::string text);
  /// The owner hears of it, traced or not: what a command does not do, and why.
  void remark(std::string text);
  /// The same of what is wrong with the script, although it runs.
  void remark_fault(std::string text);
  std::vector<TraceStep> take_remarks() { return std::move(remarks_); }
  std::vector<TraceStep> take_trace() { return std::move(trace_); }

 private:
  Answer answer(const Question& question) const;
  void note_answer(const Question& question, const Answer& answer);
  void check_lent(const std::vector<const Extension*>& extensions) const;
  void expand(const Piece& piece, std::string& out);
  void refuse_conflict(const Action& action) const;
  void limit(const Action& action) const;
  void before_action(const Arguments* arguments, Action& action);
  void attach_message(Action& action);
  void apply_header();
  void replace_message(std::string octets);
  void count_version(std::string_view octets);
  /// The message, or as much of it as holds the header that is edited and not applied.
  [[nodiscard]] const mail::Message& with_header() const;
  [[nodiscard]] const Frame::Variable& cell(std::size_t slot) const;
  bool merge(const Action& action);
  void trace(const Condition& condition, bool outcome);
  void add_remark(std::string text, bool is_fault);
  [[nodiscard]] std::string snippet(syntax::Span span) const;

  const mail::Message& original_;
  const Environment& environment_;
  const Answers& answers_;
  const std::string_view script_;
  Host* const host_;
  const Limits& limits_;
  Frame main_;
  Frame* frame_ = &main_;
  std::size_t depth_ = 0;
  std::map<std::string, Frame::Variable, std::less<>> globals_;
  Edited edited_;                ///< null: the message is as it came
  Edited edited_header_;         ///< not applied yet: a message without a body
  std::vector<Edited> earlier_;  ///< views of commands that run may point into them
  std::size_t edits_ = 0;
  std::uint64_t edited_octets_ = 0;  ///< of all versions that were made
  Budget budget_;
  std::size_t line_ = 0;       ///< of the script that is running
  std::size_t main_line_ = 0;  ///< while an included one is
  std::string included_;       ///< its name, "" while the main script is running
  bool tracing_ = false;
  Result result_;
  std::vector<Remember> memory_;
  std::deque<std::string> expanded_;  ///< strings of the commands that are running
  std::unordered_map<std::type_index, std::any> states_;
  std::vector<TraceStep> trace_;
  std::vector<TraceStep> remarks_;
};

/// Leaves a run; caught by sieve::run and by nobody else.
struct RunFailure {
  std::size_t line;
  std::string text;
};
struct Unanswered {
  Question question;
};

}  // namespace sieve
