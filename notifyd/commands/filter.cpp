// notifyd filter explain ACCOUNT MESSAGE [--now]: why each device heard of a message or did not, as it was
// decided then.

#include <iostream>

#include "base/text.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"
#include "notifyd/print.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string account;
  std::string message;
  bool now = false;
};

/// "INBOX/7" is a message by mailbox and uid, "@12" by its modseq (the log and the LMTP answer name it).
std::string query_of(const std::string& message) {
  const auto number = base::text::number(std::string_view(message).substr(message.find_last_of("/@") + 1));
  const bool is_mailbox_missing =
      message.starts_with('/') || (message.find('@') != 0 && message.ends_with('/'));
  if (!number || *number == 0 || is_mailbox_missing)
    throw base::UsageError("MESSAGE",
                           "expected MAILBOX/UID such as INBOX/7, a UID in INBOX such as 7, or "
                           "@MODSEQ such as @12, found \"" +
                               message + "\"");
  if (message.starts_with('@')) return "modseq=" + segment(std::string_view(message).substr(1));
  const auto slash = message.rfind('/');
  if (slash == std::string::npos) return "uid=" + segment(message);
  return "mailbox=" + segment(std::string_view(message).substr(0, slash)) +
         "&uid=" + segment(std::string_view(message).substr(slash + 1));
}

void explain(CommandLine& line, const Options& options) {
  const auto reply =
      Control(line).call("GET", "/v1/accounts/" + segment(options.account) + "/explain?" +
                                    query_of(options.message) + (options.now ? "&now=true" : ""));
  if (!reply.is_good() || line.json) return show(line, reply);
  std::cout << for_people(boost::json::object{{"items", reply.body.at("steps")}});
  if (!options.now) return;
  std::cout << "\nToday:\n" << for_people(boost::json::object{{"items", reply.body.at("now")}});
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto filter = program.verb("filter", "Ask the filters what they decided").needs_verb();
  auto command = filter.verb("explain", "Why each device heard of a message or did not");
  command.option("ACCOUNT", options->account, "Address of the account").required();
  command.option("MESSAGE", options->message, "MAILBOX/UID, UID (in INBOX), or @MODSEQ").required();
  command.flag("--now", options->now, "Also what the subscriptions of today say of it");
  command.action([&line, options] { explain(line, *options); });
}

}  // namespace

extern const Command filter_command{.set_up = set_up};

}  // namespace notifyd
