// Finding the part at which a loop stands, in the message as it is now.

#include "sieve/parts.hpp"

#include "mail/mime.hpp"
#include "sieve/interpreter.hpp"

namespace sieve {

const mail::Part* part_at(Run& run, std::span<const std::size_t> path) {
  run.spend(path.size());
  const mail::Part* part = &run.message().mime();
  for (const std::size_t index : path) {
    if (index >= part->parts.size()) return nullptr;
    part = &part->parts[index];
  }
  return part;
}

PartPath current_path(Run& run) {
  const auto& open = run.state<Loops>().open;
  return open.empty() ? PartPath() : open.back().at;
}

const mail::Part* current_part(Run& run) {
  const auto& open = run.state<Loops>().open;
  return open.empty() ? &run.message().mime() : part_at(run, open.back().at);
}

bool in_loop(Run& run) {
  return !run.state<Loops>().open.empty();
}

}  // namespace sieve
