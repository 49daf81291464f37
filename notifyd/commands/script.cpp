// notifyd script put|list|show|activate|deactivate|remove: the Sieve scripts of an account.

#include <iostream>
#include <stdexcept>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/api/scripts.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

struct Options {
  std::string account;
  std::string script;
  std::string file;
  bool activate = false;
};

std::string scripts_of(const Options& options) {
  return "/v1/accounts/" + segment(options.account) + "/scripts";
}
std::string path_of(const Options& options) {
  return scripts_of(options) + "/" + segment(options.script);
}

/// With the file's name before each fault, so that a loop over files tells whose it is.
void refused(CommandLine& line, const Options& options, Control::Reply reply) {
  if (auto* problem = reply.body.if_object(); problem != nullptr && problem->contains("detail")) {
    const std::string detail(problem->at("detail").as_string());
    if (!line.json && detail.starts_with("line "))
      (*problem)["detail"] =
          options.file + ": " + base::text::replaced(detail, "\n", "\n" + options.file + ": ");
  }
  show(line, reply);
}

void put(CommandLine& line, const Options& options) {
  Control control(line);
  boost::json::object body;
  api::add_source(body, base::read_file(options.file));
  const auto put = control.call("PUT", path_of(options), body);
  if (!put.is_good()) return refused(line, options, put);
  if (options.activate)
    if (const auto activated = control.call("POST", path_of(options) + "/activate"); !activated.is_good())
      return show(line, activated);
  if (line.json) return show(line, put);
  if (const auto* stored = put.body.if_object(); stored != nullptr && stored->contains("warnings"))
    for (const auto& warning : stored->at("warnings").as_array())
      std::cerr << options.file << ": " << std::string_view(warning.as_string()) << '\n';
}

void print(CommandLine& line, const Options& options) {
  const auto reply = Control(line).call("GET", path_of(options));
  if (!reply.is_good() || line.json) return show(line, reply);
  const auto source = api::source_of(reply.body.as_object());
  if (!source && reply.body.as_object().contains("text_base64"))
    throw std::runtime_error("the server's answer cannot be read: " + source.error().text);
  if (source) std::cout << *source;  // else it is empty
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto script = program.verb("script", "Put, list, show, activate and remove the Sieve scripts of an account")
                    .needs_verb();
  const auto verb = [&](const char* name, const char* what, bool with_script = true) {
    auto command = script.verb(name, what);
    command.option("ACCOUNT", options->account, "Address of the account").required();
    if (with_script) command.option("SCRIPT", options->script, "Name of the script").required();
    return command;
  };
  auto putting = verb("put", "Check and store a script");
  putting.option("FILE", options->file, "The script").required().existing_file();
  putting.flag("--activate", options->activate, "Make it the active one");
  putting.action([&line, options] { put(line, *options); });
  verb("list", "All scripts", false).action([&line, options] {
    call_and_print(line, "GET", scripts_of(*options));
  });
  verb("show", "The text of a script").action([&line, options] { print(line, *options); });
  verb("activate", "Filter with this script from now on").action([&line, options] {
    call_and_print(line, "POST", path_of(*options) + "/activate");
  });
  verb("deactivate", "Filter with no script from now on", false).action([&line, options] {
    call_and_print(line, "POST", scripts_of(*options) + "//activate");  // none, as RFC 5804 section 2.8
  });
  verb("remove", "Remove a script that is not active").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options));
  });
}

}  // namespace

extern const Command script_command{.set_up = set_up};

}  // namespace notifyd
