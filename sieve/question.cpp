// What is said of a thing that nobody knows.

#include "sieve/question.hpp"

#include <tuple>

namespace sieve {

std::weak_ordering ProgramRun::operator<=>(const ProgramRun& other) const {
  const auto order = std::tie(number, program, arguments, environment) <=>
                     std::tie(other.number, other.program, other.arguments, other.environment);
  return order != 0 ? order : input.sha256() <=> other.input.sha256();
}

Answer nothing_known(const Question& question) {
  return std::visit([]<class Asked>(const Asked&) -> Answer { return typename Asked::Reply{}; }, question);
}

}  // namespace sieve
