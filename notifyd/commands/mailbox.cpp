// notifyd mailbox list: the mailboxes of an account, with the ids that survive a rename.

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

void set_up(base::Verb program, CommandLine& line) {
  auto account = std::make_shared<std::string>();  // shared by the callbacks, which the program keeps
  auto mailbox = program.verb("mailbox", "List the mailboxes of an account").needs_verb();
  auto list = mailbox.verb("list", "All mailboxes, with their ids for scripts (RFC 9042)");
  list.option("ACCOUNT", *account, "Address of the account").required();
  list.action(
      [&line, account] { call_and_print(line, "GET", "/v1/accounts/" + segment(*account) + "/mailboxes"); });
}

}  // namespace

extern const Command mailbox_command{.set_up = set_up};

}  // namespace notifyd
