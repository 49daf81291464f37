// notifyd outbox show|dead|retry|drop: what must still leave, and what could not.

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

void set_up(base::Verb program, CommandLine& line) {
  auto id = std::make_shared<std::string>();  // shared by the callbacks, which the program keeps
  auto outbox = program.verb("outbox", "What waits to be pushed or sent, and the dead letters").needs_verb();
  outbox.verb("show", "How much waits, and since when").action([&line] {
    call_and_print(line, "GET", "/v1/outbox");
  });
  outbox.verb("dead", "Dead letters with their reasons, newest first").action([&line] {
    print_pages(line, "/v1/outbox/dead", "before");
  });
  auto retry = outbox.verb("retry", "Try a dead letter again, now");
  retry.option("ID", *id, "Its number").required();
  retry.action([&line, id] { call_and_print(line, "POST", "/v1/outbox/dead/" + segment(*id) + "/retry"); });
  auto drop = outbox.verb("drop", "Forget a dead letter");
  drop.option("ID", *id, "Its number").required();
  drop.action([&line, id] { call_and_print(line, "DELETE", "/v1/outbox/dead/" + segment(*id)); });
}

}  // namespace

extern const Command outbox_command{.set_up = set_up};

}  // namespace notifyd
