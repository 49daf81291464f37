// Names, arguments and environment of programs, and asking the host to run one.

#include "sieve/programs.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_name = 128;  // octets
constexpr std::size_t most_arguments = 32;
constexpr std::size_t longest_argument = 1024;  // octets

/// A file of the administrator's folder, and none above or below it.
bool is_program_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return base::text::is_alpha(c) || base::text::is_digit(c) || c == '.' || c == '_' || c == '-';
         });
}

bool is_argument(std::string_view text) {
  constexpr std::string_view refused("\0\r\n", 3);
  return text.size() <= longest_argument && text.find_first_of(refused) == std::string_view::npos;
}

/// What variables made of it: whoever writes a mail must not be able to end the script by it.
std::string fitted(std::string_view argument) {
  std::string out(base::text::utf8_prefix(argument, longest_argument));
  std::ranges::replace_if(out, [](char c) { return c == '\0' || c == '\r' || c == '\n'; }, ' ');
  return out;
}

/// How many programs the run has asked for.
struct Started {
  std::size_t programs = 0;
};

/// It is made of what strangers write, and stands in an environment.
std::string value(std::string_view name, std::string_view text) {
  std::string out = std::string(name) + '=' + std::string(text);
  std::erase_if(out, [](char c) { return c == '\0' || c == '\r' || c == '\n'; });
  return out;
}

}  // namespace

std::vector<Parameter> program_parameters() {
  Parameter arguments = string_list("arguments");
  arguments.optional = true;
  return {string("program-name"), arguments};
}

void check_program(Check& check, const Given& given) {
  const Text& name = given.positional[0]->strings.front();
  if (name.is_constant() && !is_program_name(name.constant))
    check.error(name.span, "not the name of a program", "letters, digits, \".\", \"_\" and \"-\"");
  if (!given.positional[1]) return;
  const auto& texts = given.positional[1]->strings;
  if (texts.size() > most_arguments)
    check.error(texts.front().span, "more than " + std::to_string(most_arguments) + " arguments");
  for (const Text& text : texts)
    if (text.is_constant() && !is_argument(text.constant))
      check.error(text.span, "not an argument of a program", "one line of at most 1024 octets");
}

ProgramRun program_run(Run& run, const Arguments& arguments) {
  ProgramRun call{.program = std::string(arguments.string("program-name"))};
  if (!is_program_name(call.program)) run.fail("\"" + call.program + "\" is not the name of a program");
  if (arguments.has("arguments"))
    for (const auto argument : arguments.strings("arguments")) call.arguments.push_back(fitted(argument));
  call.environment = program_environment(run);
  return call;
}

std::vector<std::string> program_environment(const Run& run) {
  const Environment& now = run.environment();
  std::vector<std::string> out{value("USER", now.account), value("RECIPIENT", now.recipient.text())};
  if (now.envelope != nullptr) out.push_back(value("SENDER", now.envelope->sender.text()));
  return out;
}

std::size_t programs_left(Run& run) {
  return run.limits().programs - run.state<Started>().programs;
}

base::Body message_body(Run& run) {
  return run.message().body();
}

std::optional<std::string> output_of(Run& run, ProgramRun call, base::Body input) {
  auto& started = run.state<Started>();
  if (programs_left(run) == 0)
    run.fail("more than " + std::to_string(run.limits().programs) + " programs for one message");
  call.number = ++started.programs;
  call.input = std::move(input);
  const std::string program = call.program;
  auto output = run.ask(std::move(call));
  run.note("program " + program + (output ? "" : " failed"));
  return output;
}

}  // namespace sieve
