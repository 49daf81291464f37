// What is said of a thing that nobody knows.

#include "sieve/question.hpp"

namespace sieve {

Answer nothing_known(const Question& question) {
  return std::visit([]<class Asked>(const Asked&) -> Answer { return typename Asked::Reply{}; }, question);
}

}  // namespace sieve
