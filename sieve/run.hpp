// Running a program over a message: a pure function. It waits for nothing and touches neither disk nor
// network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"
#include "sieve/action.hpp"
#include "sieve/program.hpp"
#include "sieve/question.hpp"
#include "sieve/result.hpp"

namespace sieve {

class Host;

/// What surrounds the message.
struct Environment {
  using Items = std::map<std::string, std::string, std::less<>>;

  const mail::Envelope* envelope =
      nullptr;                         ///< null: the message came without one, and the envelope test fails
  bool sender_known = true;            ///< false: the envelope's sender is not null but unknown
  mail::Address recipient;             ///< the one RCPT TO that led to this account
  mail::Address original_recipient{};  ///< before it was rewritten; null: not known
  /// Who submitted the message, for the part "auth" of the envelope; nothing: the owner.
  std::optional<std::string> login{};
  std::string account;                ///< primary address of the script's owner
  std::vector<std::string> aliases;   ///< his others
  std::string_view separators = "+";  ///< each begins the detail of a local part (RFC 5233)
  base::Time now;
  std::optional<std::uint64_t> size;  ///< octets of the whole message, where `message` is less than that
  /// What the test environment sees (RFC 5183), by name in lower case; null: nothing.
  const Items* items = nullptr;
  const mail::Flags* flags = nullptr;  ///< of a message that lies in a mailbox already; null: none
  /// Nothing is delivered: an IMAP command stored the message or changed its flags (RFC 6785). keep leaves it
  /// where it is, and what answers a delivery is an error.
  bool imap_event = false;
};

/// What the script's owner must remember, in the transaction of the delivery: so that `Remembered` is
/// answered with yes until then.
struct Remember {
  std::string key;
  base::Time until;
};

/// One decision of a run, in order.
struct TraceStep {
  std::size_t line = 0;   ///< of the main script; 0 for what no line asked for
  std::string text;       ///< such as `header :contains "subject" "offer": true`
  bool is_fault = false;  ///< of a remark: something is wrong with the script, although it ran
};

/// A run that came to its end, or to an error. The error's text is for the owner of the script.
struct Outcome {
  struct Error {
    std::size_t line = 0;
    std::string text;
  };
  std::vector<Action> actions;   ///< in order; after an error nothing but the implicit keep
  std::vector<Remember> memory;  ///< nothing after an error
  std::optional<Error> error;
  Edited message;                  ///< as the script left it; null: as it came, and after an error
  std::vector<TraceStep> remarks;  ///< for the owner: what commands did not do and why, debug_log
  std::vector<TraceStep> trace;    ///< empty unless asked for
  std::uint64_t steps = 0;         ///< spent of Limits::steps
};

struct RunOptions {
  bool trace = false;
  /// Steps of this run's earlier tries, which ended in questions; the run adds its own if it does too.
  std::uint64_t* tried = nullptr;
  std::string_view script;         ///< its name among its owner's, "" if it is none of them
  Host* host = nullptr;            ///< asked for what `answers` does not hold
  const Limits* limits = nullptr;  ///< null: those under which the program was checked
  /// What scripts before this one decided. A run without error leaves there what it adds.
  Result* result = nullptr;
};

/// The outcome, or the first question that neither `answers` nor a host knows: add the answer and run again.
std::variant<Outcome, Question> run(const Program& program, const mail::Message& message,
                                    const Environment& environment, const Answers& answers,
                                    RunOptions options = {});

}  // namespace sieve
