// Mailboxes in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/flags.hpp"
#include "sieve/action.hpp"

namespace sievetool::testsuite {

struct Stored {
  sieve::Edited message;
  mail::Flags flags;
};

/// INBOX is always there, in any case of letters, also as the first part of a name. A copy is cheap and
/// serves to undo.
class Mailboxes {
 public:
  [[nodiscard]] bool exists(std::string_view name) const { return find(name) != nullptr; }
  void create(std::string_view name) { boxes_.try_emplace(canonical(name)); }
  void erase(std::string_view name);
  /// Marks the message with $HasAttachment or $HasNoAttachment, as Dovecot does. False: no such mailbox.
  bool store(std::string_view name, sieve::Edited message, mail::Flags flags);
  /// From 0, in the order of arrival; null: no such message.
  [[nodiscard]] const Stored* message(std::string_view mailbox, std::uint64_t index) const;

  [[nodiscard]] std::optional<std::string> metadata(std::string_view mailbox, std::string_view entry) const;
  /// `mailbox` "" is the server.
  void set_metadata(std::string_view mailbox, std::string_view entry, std::string_view value);

 private:
  using Box = std::vector<Stored>;
  static std::string canonical(std::string_view name);
  [[nodiscard]] const Box* find(std::string_view name) const;

  std::map<std::string, Box, std::less<>> boxes_{{"INBOX", {}}};
  std::map<std::pair<std::string, std::string>, std::string> metadata_;
};

}  // namespace sievetool::testsuite
