// sievetool bench: how many messages of a folder a script takes in a second.

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "sieve/engine.hpp"
#include "sieve/run.hpp"
#include "sievetool/command.hpp"
#include "sievetool/included.hpp"
#include "sievetool/json.hpp"
#include "sievetool/messages.hpp"
#include "sievetool/outcome.hpp"

namespace sievetool {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string script;
  std::string folder;
  std::string global_scripts;
  bool json = false;
};

/// Nothing is carried out. All the time is counted that passes between the start on the folder and the last
/// message: finding, opening, reading and closing the files, looking at the headers, and running the script.
struct Tally {
  std::size_t messages = 0;
  std::size_t actions = 0;
  std::size_t errors = 0;  ///< messages that the script failed on
  std::string first_error;
  std::chrono::duration<double> all{};
  std::chrono::duration<double> script{};  ///< of it in runs, header included

  [[nodiscard]] double us_each(std::chrono::duration<double> time) const {
    return messages == 0 ? 0 : time.count() * 1e6 / static_cast<double>(messages);
  }
  [[nodiscard]] double rate() const {
    return all.count() > 0 ? static_cast<double>(messages) / all.count() : 0;
  }
};

base::Result<Tally> measure(const sieve::Engine& engine, const sieve::Program& program,
                            const Options& options) {
  const IncludeFolders folders{.personal = std::filesystem::path(options.script).parent_path(),
                               .global = options.global_scripts};
  std::map<sieve::IncludedScript, sieve::Answer> scripts;  // each is checked once
  const auto answer = [&](const sieve::Question& question) {
    const auto* wanted = std::get_if<sieve::IncludedScript>(&question);
    if (wanted == nullptr) return sieve::nothing_known(question);
    const auto known = scripts.find(*wanted);
    return known != scripts.end()
               ? known->second
               : scripts.emplace(*wanted, included(engine, folders, *wanted)).first->second;
  };
  const mail::Envelope envelope{.sender = {"sender", "example.com"},
                                .recipients = {{.address = {"recipient", "example.com"}}}};
  const sieve::Environment environment{.envelope = &envelope,
                                       .recipient = {"recipient", "example.com"},
                                       .account = "recipient@example.com",
                                       .now = base::SystemClock().now()};
  Tally tally;
  const auto start = Clock::now();
  const auto read = each_message(options.folder, [&](std::string octets) {
    const auto begin = Clock::now();
    const auto done = outcome(program, mail::Message(std::move(octets)), environment, {}, answer);
    tally.script += Clock::now() - begin;
    ++tally.messages;
    tally.actions += done.actions.size();
    if (done.error && tally.errors++ == 0) tally.first_error = done.error->text;
  });
  if (!read) return read.error();
  tally.all = Clock::now() - start;
  return tally;
}

void print(const Tally& tally) {
  std::printf("%zu messages in %.3f s: %.0f messages/s, %.2f us each, %.2f of them the script; %zu actions",
              tally.messages, tally.all.count(), tally.rate(), tally.us_each(tally.all),
              tally.us_each(tally.script), tally.actions);
  if (tally.errors > 0)
    std::printf("; the script failed on %zu: %s", tally.errors, tally.first_error.c_str());
  std::printf("\n");
  std::fflush(stdout);
}

void print_json(const Tally& tally) {
  const boost::json::object out{{"bench", "sievetool"},
                                {"messages", tally.messages},
                                {"seconds", tally.all.count()},
                                {"messages_per_s", tally.rate()},
                                {"us_per_message", tally.us_each(tally.all)},
                                {"script_us", tally.us_each(tally.script)},
                                {"actions", tally.actions},
                                {"errors", tally.errors},
                                {"first_error", utf8(tally.first_error)}};
  std::cout << boost::json::serialize(out) << '\n';
}

int bench(const Options& options) {
  const auto script = read_file(options.script);
  if (!script) return no_input(script.error(), options.json);
  if (const int wrong = check_folder(options.global_scripts); wrong != 0) return wrong;
  const sieve::Engine engine;
  const auto checked = engine.check(*script);
  if (checked.program == nullptr) return refuse(checked.faults, options.script, options.json);
  const auto tally = measure(engine, *checked.program, options);
  if (!tally) return no_input(tally.error(), options.json);
  (options.json ? print_json : print)(*tally);
  return 0;
}

}  // namespace

void add_bench(base::Verb program, int& status) {
  auto command = program.verb("bench", "measure a script over a folder of mail; nothing is changed");
  const auto options = std::make_shared<Options>();  // owned by the callback, filled by the parser
  command.option("SCRIPT", options->script, "a Sieve script").required();
  command.option("FOLDER", options->folder, "a Maildir, or an mbox").required();
  command.option("--global-scripts", options->global_scripts,
                 "folder of what include :global names; the others lie beside SCRIPT");
  command.flag("--json", options->json, "print one JSON line");
  command.action([options, &status] { status = bench(*options); });
}

}  // namespace sievetool
