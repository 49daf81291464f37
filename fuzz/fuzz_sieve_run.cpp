// Fuzzes sieve: checking and running a script made of Sieve's words over any message; the two are cut at a
// NUL.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/sieve_words.hpp"
#include "sieve/engine.hpp"
#include "sieve/extension.hpp"
#include "sieve/run.hpp"

namespace {

const sieve::Engine& engine() {
  static const sieve::Engine made({.limits = {.steps = 20'000}, .disabled = {}, .disabled_methods = {}});
  return made;
}

/// Whatever script is included, it is this one.
std::shared_ptr<const sieve::Program> included() {
  static const auto program =
      engine()
          .check(
              "require [\"include\",\"variables\",\"editheader\"]; global \"g\"; set \"g\" \"x${g}\"; "
              "addheader \"X-A\" \"b\"; include :once \"main\"; return;")
          .program;
  return program;
}

sieve::Outcome run(const sieve::Program& program, const mail::Message& message) {
  const mail::Envelope envelope{.sender = {"s", "a.example"}};
  const sieve::Environment environment{
      .envelope = &envelope, .recipient = {"r", "b.example"}, .account = "r@b.example"};
  sieve::Answers answers;
  for (;;) {
    auto result = sieve::run(program, message, environment, answers, {.trace = true, .script = "main"});
    if (auto* outcome = std::get_if<sieve::Outcome>(&result)) return std::move(*outcome);
    const auto& question = std::get<sieve::Question>(result);
    auto answer = sieve::nothing_known(question);
    if (auto* yes = std::get_if<bool>(&answer)) *yes = answers.size() % 2 == 0;
    if (auto* text = std::get_if<std::string>(&answer)) *text = "yes";
    if (auto* script = std::get_if<sieve::IncludedScript::Reply>(&answer)) *script = included();
    if (!answers.emplace(question, answer).second) std::abort();  // asked again for what it was told
  }
}

/// Of every extension, so that the words of each can be used.
std::string require_all() {
  std::string names;
  for (const auto* extension : sieve::built_in_extensions())
    if (!extension->capability.empty())
      names += (names.empty() ? "\"" : ",\"") + std::string(extension->capability) + '"';
  return "require [" + names + "];\n";
}

std::string shown(const sieve::Outcome& outcome) {
  std::string out = outcome.error ? outcome.error->text : "";
  for (const auto& action : outcome.actions) out += sieve::described(action) + '\n';
  if (outcome.message != nullptr) out += outcome.message->octets();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto cut = octets.find('\0');
  static const std::string all = require_all();
  const auto checked = engine().check(all + fuzz::sieve_script(octets.substr(0, cut)));
  if (checked.program == nullptr) return 0;
  const mail::Message message(cut == std::string_view::npos ? std::string("Subject: a\r\n\r\n")
                                                            : std::string(octets.substr(cut + 1)));
  const auto first = run(*checked.program, message);
  if (first.error && first.actions.size() != 1)
    std::abort();  // an error keeps the mail and does nothing else
  if (shown(first) != shown(run(*checked.program, message))) std::abort();
  return 0;
}
