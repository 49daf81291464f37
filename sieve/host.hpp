// A host that answers at once.
#pragma once

#include "sieve/question.hpp"

namespace sieve {

/// For places that need not wait for an answer: the run then never stops at a question, so that what a script
/// of an extension of the host's own does happens once. Extensions find the host by Run::host().
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;
  virtual Answer answer(const Question& question) = 0;
};

}  // namespace sieve
