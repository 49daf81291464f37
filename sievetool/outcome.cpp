// Each answer begins the run anew.

#include "sievetool/outcome.hpp"

namespace sievetool {

sieve::Outcome outcome(const sieve::Program& program, const mail::Message& message,
                       const sieve::Environment& environment, sieve::RunOptions options,
                       const std::function<sieve::Answer(const sieve::Question&)>& answer) {
  std::uint64_t tried = 0;
  options.tried = &tried;
  sieve::Answers answers;
  for (;;) {
    auto result = sieve::run(program, message, environment, answers, options);
    if (auto* done = std::get_if<sieve::Outcome>(&result)) return std::move(*done);
    const auto& question = std::get<sieve::Question>(result);
    answers.emplace(question, answer(question));
  }
}

}  // namespace sievetool
