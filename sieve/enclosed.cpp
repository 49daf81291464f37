// The message that came, whatever encloses it.

#include "sieve/enclosed.hpp"

#include "sieve/interpreter.hpp"

namespace sieve {

const mail::Message& unenclosed(Run& run) {
  const Enclosed& inside = run.result().state<Enclosed>();
  return inside.message != nullptr ? *inside.message : run.message();
}

Fields& unenclosed_fields(Run& run) {
  const Enclosed& inside = run.result().state<Enclosed>();
  return inside.fields != nullptr ? *inside.fields : run.fields();
}

}  // namespace sieve
