// notifyd queue list|show|retry|drop: outgoing mails that wait, are being sent, or could not be.

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

void set_up(base::Verb program, CommandLine& line) {
  auto id = std::make_shared<std::string>();  // shared by the callbacks, which the program keeps
  auto queue = program.verb("queue", "Outgoing mails that wait for the smarthost").needs_verb();
  queue.verb("list", "All of them, newest first").action([&line] {
    print_pages(line, "/v1/queue", "before");
  });
  auto show = queue.verb("show", "One of them");
  show.option("ID", *id, "Its number").required();
  show.action([&line, id] { call_and_print(line, "GET", "/v1/queue/" + segment(*id)); });
  auto retry = queue.verb("retry", "Try a mail now");
  retry.option("ID", *id, "Its number").required();
  retry.action([&line, id] { call_and_print(line, "POST", "/v1/queue/" + segment(*id) + "/retry"); });
  auto drop = queue.verb("drop", "Take a mail off the queue; its sender is not told");
  drop.option("ID", *id, "Its number").required();
  drop.action([&line, id] { call_and_print(line, "DELETE", "/v1/queue/" + segment(*id)); });
}

}  // namespace

extern const Command queue_command{.set_up = set_up};

}  // namespace notifyd
