// What a script may want to know of the world outside the message. A run that meets a question without an
// answer stops with it; the caller adds the answer and runs again.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/body.hpp"

namespace sieve {

struct Program;

/// Is there a mailbox of this name, and may the owner deliver into it (RFC 5490 section 3.1)?
struct MayDeliverTo {
  using Reply = bool;
  std::string mailbox;  ///< UTF-8
  auto operator<=>(const MayDeliverTo&) const = default;
};

/// Can the account's device of this name hear at once? "yes", "no" (also if there is no such device) or
/// "maybe" (RFC 5435 section 5).
struct DeviceOnline {
  using Reply = std::string;
  std::string name;
  auto operator<=>(const DeviceOnline&) const = default;
};

/// The script that include names (RFC 6609 section 3.2), checked; null if it has errors, nothing if there is
/// none.
struct IncludedScript {
  using Reply = std::optional<std::shared_ptr<const Program>>;
  bool global = false;  ///< the administrator's, else one of the account
  std::string name;
  auto operator<=>(const IncludedScript&) const = default;
};

/// The entry of the external list that one of the values is (RFC 6134 section 2.2). Lists by list_uri().
struct ListHolds {
  using Reply = std::optional<std::string>;
  std::string list;
  std::vector<std::string> values;
  auto operator<=>(const ListHolds&) const = default;
};

/// Is there an external list of this name (RFC 6134 section 2.7)?
struct ListKnown {
  using Reply = bool;
  std::string list;
  auto operator<=>(const ListKnown&) const = default;
};

/// What the external list holds, at most so many (RFC 6134 section 2.3); nothing if there is no such list, or
/// if it cannot be enumerated.
struct ListMembers {
  using Reply = std::optional<std::vector<std::string>>;
  std::string list;
  std::size_t most = 0;
  auto operator<=>(const ListMembers&) const = default;
};

/// Is this key in the memory of the script's owner: was it remembered, and is it not forgotten yet (RFC 7352
/// section 3, RFC 5230 section 4.2)?
struct Remembered {
  using Reply = bool;
  std::string key;
  auto operator<=>(const Remembered&) const = default;
};

/// The value of an annotation (RFC 5490 sections 3.3 and 4): of a mailbox, or of the server if `mailbox` is
/// "".
struct Metadata {
  using Reply = std::optional<std::string>;
  std::string mailbox;
  std::string entry;
  auto operator<=>(const Metadata&) const = default;
};

/// The mailbox with this special use (RFC 8579), such as "\\Junk"; among all, or only `mailbox`.
struct MailboxWithUse {
  using Reply = std::optional<std::string>;
  std::string use;
  std::string mailbox;
  auto operator<=>(const MailboxWithUse&) const = default;
};

/// The name of the mailbox with this MAILBOXID (RFC 9042).
struct MailboxWithId {
  using Reply = std::optional<std::string>;
  std::string id;
  auto operator<=>(const MailboxWithId&) const = default;
};

/// What a program of the administrator writes when it is given `input`; nothing if it fails (Pigeonhole's
/// vnd.dovecot.execute and filter). To be run once, however often the run begins anew with the answer.
struct ProgramRun {
  using Reply = std::optional<std::string>;
  std::string program;  ///< its name in the administrator's folder
  std::vector<std::string> arguments;
  std::size_t number = 0;                ///< which of the run's programs it is
  std::vector<std::string> environment;  ///< NAME=VALUE
  base::Body input;
  /// Two scripts of one delivery may run the same program as their first; then their input tells.
  std::weak_ordering operator<=>(const ProgramRun& other) const;
  bool operator==(const ProgramRun& other) const { return (*this <=> other) == 0; }
};

using Question = std::variant<MayDeliverTo, DeviceOnline, IncludedScript, ListHolds, ListKnown, ListMembers,
                              Remembered, Metadata, MailboxWithUse, MailboxWithId, ProgramRun>;
using Answer =
    std::variant<bool, std::string, std::optional<std::string>, std::optional<std::vector<std::string>>,
                 std::optional<std::shared_ptr<const Program>>>;

/// What was asked and answered, for a trace; "" where the command that asks says it itself.
std::string described(const Question& question, const Answer& answer);

/// What a host without the thing asked for says: no such script, list, memory, annotation, use or id.
Answer nothing_known(const Question& question);

/// The alternative of Answer must be the question's Reply.
using Answers = std::map<Question, Answer>;

}  // namespace sieve
