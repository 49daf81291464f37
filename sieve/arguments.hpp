// The arguments of a command or test as a run sees them: strings with their variables put in.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "sieve/program.hpp"

namespace sieve {

class Run;

/// The strings of a list, each expanded when it is looked at.
class Strings {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = std::string_view;
    Iterator() = default;
    Iterator(Run* run, const Text* at) : run_(run), at_(at) {}
    std::string_view operator*() const;
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++at_;
      return old;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    Run* run_ = nullptr;
    const Text* at_ = nullptr;
  };

  Strings(Run& run, std::span<const Text> texts) : run_(&run), texts_(texts) {}
  [[nodiscard]] Iterator begin() const { return {run_, texts_.data()}; }
  [[nodiscard]] Iterator end() const { return {run_, texts_.data() + texts_.size()}; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  Run* run_;
  std::span<const Text> texts_;
};

/// Views that it gives live until the command ends. Asking for a name that the command or test has not
/// declared is a bug and throws std::logic_error.
class Arguments {
 public:
  Arguments(Run& run, const Given& given) : run_(run), given_(given) {}

  [[nodiscard]] bool has(std::string_view tag_or_parameter) const;
  [[nodiscard]] std::uint64_t number(std::string_view tag_or_parameter) const;
  [[nodiscard]] std::string_view string(std::string_view tag_or_parameter) const;
  /// Empty if an optional one was left out.
  [[nodiscard]] Strings strings(std::string_view tag_or_parameter) const;
  /// Unexpanded.
  [[nodiscard]] std::span<const Text> texts(std::string_view tag_or_parameter) const;
  [[nodiscard]] const Given& given() const { return given_; }

 private:
  [[nodiscard]] const Value* value(std::string_view name) const;
  [[nodiscard]] const Value& required(std::string_view name) const;

  Run& run_;
  const Given& given_;
};

}  // namespace sieve
