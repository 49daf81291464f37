// Looking up arguments by the name that the command or test declared.

#include "sieve/arguments.hpp"

#include <stdexcept>
#include <string>

#include "sieve/extension.hpp"

namespace sieve {

std::string_view Strings::Iterator::operator*() const {
  return run_->text(*at_);
}

const Value* Arguments::value(std::string_view name) const {
  if (name.starts_with(':')) {
    for (const auto& given : given_.tags)
      if (given.tag->name == name && given.value) return &*given.value;
    return nullptr;
  }
  const auto& parameters = *given_.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name == name) return given_.positional[i] ? &*given_.positional[i] : nullptr;
  throw std::logic_error("no argument is called " + std::string(name));
}

const Value& Arguments::required(std::string_view name) const {
  const Value* found = value(name);
  if (found == nullptr) throw std::logic_error("argument is absent: " + std::string(name));
  return *found;
}

bool Arguments::has(std::string_view name) const {
  if (!name.starts_with(':')) return value(name) != nullptr;
  for (const auto& given : given_.tags)
    if (given.tag->name == name) return true;
  return false;
}

std::uint64_t Arguments::number(std::string_view name) const {
  return required(name).number;
}

std::string_view Arguments::string(std::string_view name) const {
  return run_.text(required(name).strings.front());
}

Strings Arguments::strings(std::string_view name) const {
  return {run_, texts(name)};
}

std::span<const Text> Arguments::texts(std::string_view name) const {
  const Value* found = value(name);
  return found == nullptr ? std::span<const Text>() : std::span<const Text>(found->strings);
}

}  // namespace sieve
