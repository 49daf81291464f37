// What the scripts of one delivery decide together: AF before, the user's script, AF after.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mail/flags.hpp"
#include "mail/message.hpp"
#include "notifyd/filters/case.hpp"
#include "sieve/action.hpp"
#include "sieve/program.hpp"
#include "sieve/question.hpp"
#include "sieve/run.hpp"
#include "store/trace.hpp"

namespace notifyd::filters {

/// One script of the chain.
struct Stage {
  std::string name;             ///< for people: `administrator's script before`, stage_name()
  bool administrative = false;  ///< AF, else DF
  std::string script;           ///< its name among the account's, "" if it is none of them
  std::shared_ptr<const sieve::Program> program;  ///< null: it could not be checked, and everything is kept
  std::string at{};  ///< the occasion, where it is no delivery: ` at COPY of INBOX uid 3`
};

/// An action to be carried out, and whose it was.
struct Chosen {
  sieve::Action action;  ///< neither a keep nor a discard
  std::string cause;     ///< stage and line
  bool administrative = false;
};

/// Why the owner's script ended early.
struct Failure {
  std::string script;    ///< its name
  std::size_t line = 0;  ///< 0: it cannot run at all
  std::string text;
};

struct Decision {
  bool keep = true;  ///< into INBOX, with `flags`
  mail::Flags flags;
  sieve::Edited message;  ///< as it is kept; null: as it came
  std::vector<Chosen> actions;
  std::vector<sieve::Remember> memory;
  bool stopped_by_administrator = false;  ///< his script ended the chain and filed the message nowhere
  std::optional<Failure> failure;
  bool owner_is_told = false;           ///< of the failure, by a mail
  std::vector<Failure> administrators;  ///< the same of the administrator's scripts; `script` is for people
  store::Trace trace;

  /// The failure without its text.
  [[nodiscard]] std::optional<FailedScript> failed() const {
    if (!failure) return std::nullopt;
    return FailedScript{.name = failure->script, .line = failure->line};
  }
};

/// The next stage runs only while a keep stands. A pure function: the decision, or the first question that
/// `answers` does not hold. `tried` is of sieve::RunOptions.
std::variant<Decision, sieve::Question> decide(const std::vector<Stage>& stages, const mail::Message& message,
                                               const sieve::Environment& environment,
                                               const sieve::Answers& answers, std::uint64_t* tried = nullptr);

/// Stage::name of a script of the account. Quotes in its name are quoted, so that its end is known.
std::string stage_name(const std::string& script);

/// Does the step say that the owner's script of this name ended early?
bool tells_of_failure(const store::TraceStep& step, const std::string& script);

/// A step of the deposit's trace; `text` is a sentence for a person.
store::TraceStep deposit_step(base::Time at, bool administrative, std::string_view text);

}  // namespace notifyd::filters
