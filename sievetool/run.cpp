// sievetool run: what a script does with a message.

#include "sieve/run.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "base/text.hpp"
#include "sieve/engine.hpp"
#include "sievetool/command.hpp"
#include "sievetool/envelope.hpp"
#include "sievetool/included.hpp"
#include "sievetool/json.hpp"
#include "sievetool/messages.hpp"
#include "sievetool/outcome.hpp"

namespace sievetool {
namespace {

struct Options {
  std::string script;
  std::string message;
  std::string envelope_from;
  std::string envelope_to;
  bool from_given = false;
  bool to_given = false;
  std::string global_scripts;
  std::vector<std::string> mailboxes;
  std::vector<std::string> devices;
  bool trace = false;
  bool json = false;
};

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

sieve::Answer answer(const Options& options, const sieve::Engine& engine, const sieve::Question& question) {
  if (const auto* wanted = std::get_if<sieve::IncludedScript>(&question))
    return included(
        engine,
        {.personal = std::filesystem::path(options.script).parent_path(), .global = options.global_scripts},
        *wanted);
  if (const auto* mailbox = std::get_if<sieve::MayDeliverTo>(&question))
    return base::text::same_ignoring_case(mailbox->mailbox, "INBOX") ||
           contains(options.mailboxes, mailbox->mailbox);
  if (const auto* device = std::get_if<sieve::DeviceOnline>(&question))
    return std::string(contains(options.devices, device->name) ? "yes" : "no");
  return sieve::nothing_known(question);
}

void print(const sieve::Outcome& outcome, const mail::Envelope& envelope, const Options& options) {
  const auto sender = envelope.sender.text();
  const auto recipient = envelope.recipients.front().address.text();
  if (options.json) {
    auto out = to_json(outcome);
    out["envelope"] = {{"from", sender}, {"to", recipient}};
    std::cout << boost::json::serialize(out) << '\n';
    return;
  }
  if (options.trace) std::cout << "      | from <" << sender << "> to <" << recipient << ">\n";
  for (const auto& step : outcome.trace) {
    const std::string line = step.line == 0 ? "" : std::to_string(step.line);
    std::cout << std::string(line.size() < 5 ? 5 - line.size() : 0, ' ') << line << " | " << step.text
              << '\n';
  }
  if (outcome.error)
    std::cerr << options.script << ':' << outcome.error->line << ": error: " << outcome.error->text << '\n';
  for (const auto& action : outcome.actions) std::cout << sieve::described(action) << '\n';
}

/// Without the detail (RFC 5233), which is no part of who he is.
mail::Address owner(mail::Address recipient) {
  const auto detail = recipient.local.find('+');
  if (detail != std::string::npos && detail > 0) recipient.local.resize(detail);
  return recipient;
}

int run(const Options& options) {
  if (options.script == "-" && options.message == "-") {
    std::cerr << "only one of SCRIPT and MESSAGE can be standard input\n";
    return exit_usage;
  }
  if (const int wrong = check_folder(options.global_scripts); wrong != 0) return wrong;
  const auto script = read_file(options.script);
  const auto message = read_file(options.message);
  for (const auto* read : {&script, &message})
    if (!*read) return no_input(read->error(), options.json);
  const mail::Message whole(as_sent(*message));
  const auto sender = options.from_given ? mail::parse_address(options.envelope_from)
                                         : sender_of(whole, {"sender", "example.com"});
  const auto recipient = options.to_given ? mail::parse_address(options.envelope_to)
                                          : recipient_of(whole, {"recipient", "example.com"});
  if (!sender || !recipient) {
    std::cerr << (sender ? "--envelope-to" : "--envelope-from") << " is no address\n";
    return exit_usage;
  }
  const sieve::Engine engine;
  const auto checked = engine.check(*script);
  if (checked.program == nullptr) return refuse(checked.faults, options.script, options.json);
  const mail::Envelope envelope{.sender = *sender, .recipients = {{.address = *recipient}}};
  const base::Time now = base::SystemClock().now();
  // RFC 5183: as a server that delivers into its own store.
  const std::map<std::string, std::string, std::less<>> items{{"location", "MS"}, {"phase", "during"}};
  const sieve::Environment environment{.envelope = &envelope,
                                       .recipient = *recipient,
                                       .account = owner(*recipient).text(),
                                       .now = now,
                                       .items = &items};
  const std::string name = std::filesystem::path(options.script).stem().string();
  const auto done =
      outcome(*checked.program, whole, environment, {.trace = options.trace, .script = name},
              [&](const sieve::Question& question) { return answer(options, engine, question); });
  print(done, envelope, options);
  return done.error ? exit_data : 0;
}

}  // namespace

void add_run(base::Verb program, int& status) {
  auto command = program.verb("run", "print what a script does with a message; exit 65 if it fails");
  const auto options = std::make_shared<Options>();  // owned by the callback, filled by the parser
  command.option("SCRIPT", options->script, "a Sieve script").required();
  command.option("MESSAGE", options->message, "a message, or - for standard input").required();
  const auto from = command.option("--envelope-from", options->envelope_from,
                                   "sender, \"\" for a bounce [of the message: Return-Path, Sender or From]");
  const auto to = command.option("--envelope-to", options->envelope_to,
                                 "recipient, who owns the script [of the message: Envelope-To or To]");
  command.option("--global-scripts", options->global_scripts,
                 "folder of what include :global names; the others lie beside SCRIPT");
  command.option("--mailbox", options->mailboxes, "a mailbox that exists, beside INBOX");
  command.option("--device", options->devices, "a device that is online");
  command.flag("--trace", options->trace, "show each test and action with its line");
  command.flag("--json", options->json, "print one JSON object");
  command.action([options, from, to, &status] {
    options->from_given = from.given();
    options->to_given = to.given();
    status = run(*options);
  });
}

}  // namespace sievetool
