// Fuzzes sieve: checking and running a script made of Sieve's words over any message; the two are cut at a
// NUL.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/sieve_words.hpp"
#include "sieve/engine.hpp"
#include "sieve/run.hpp"

namespace {

sieve::Outcome run(const sieve::Program& program, const mail::Message& message) {
  const mail::Envelope envelope{.sender = {"s", "a.example"}};
  const sieve::Environment environment{
      .envelope = &envelope, .recipient = {"r", "b.example"}, .account = "r@b.example"};
  sieve::Answers answers;
  for (;;) {
    auto result = sieve::run(program, message, environment, answers, {.trace = true});
    if (auto* outcome = std::get_if<sieve::Outcome>(&result)) return std::move(*outcome);
    const auto& question = std::get<sieve::Question>(result);
    auto answer = sieve::nothing_known(question);
    if (auto* yes = std::get_if<bool>(&answer)) *yes = answers.size() % 2 == 0;
    if (auto* text = std::get_if<std::string>(&answer)) *text = "yes";
    if (!answers.emplace(question, answer).second) std::abort();  // asked again for what it was told
  }
}

std::string shown(const sieve::Outcome& outcome) {
  std::string out = outcome.error ? outcome.error->text : "";
  for (const auto& action : outcome.actions) out += sieve::described(action) + '\n';
  if (outcome.message != nullptr) out += outcome.message->octets();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sieve::Engine engine({.limits = {.steps = 20'000}, .disabled = {}, .disabled_methods = {}});
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto cut = octets.find('\0');
  constexpr std::string_view all =
      "require "
      "[\"variables\",\"fileinto\",\"imap4flags\",\"enotify\",\"relational\",\"mailbox\",\"copy\","
      "\"envelope\","
      "\"encoded-character\",\"comparator-i;ascii-numeric\",\"foreverypart\",\"mime\","
      "\"extracttext\",\"replace\",\"enclose\",\"editheader\"];\n";
  const auto checked = engine.check(std::string(all) + fuzz::sieve_script(octets.substr(0, cut)));
  if (checked.program == nullptr) return 0;
  const mail::Message message(cut == std::string_view::npos ? std::string("Subject: a\r\n\r\n")
                                                            : std::string(octets.substr(cut + 1)));
  const auto first = run(*checked.program, message);
  if (first.error && first.actions.size() != 1)
    std::abort();  // an error keeps the mail and does nothing else
  if (shown(first) != shown(run(*checked.program, message))) std::abort();
  return 0;
}
