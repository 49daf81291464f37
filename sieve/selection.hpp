// Which of several header fields a test looks at: :index and :last (RFC 5260 section 6).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

namespace sieve {

class Arguments;
class Run;
struct Given;
class Check;

/// Asked once for each field, in the order of the names and then of the message; without :index it takes all.
class Selection {
 public:
  /// `names` is the parameter that holds the names of the fields.
  Selection(Run& run, const Arguments& arguments, std::string_view names);
  /// Of as many fields as `count` says, which is asked only if there is an :index.
  Selection(const Arguments& arguments, const std::function<std::size_t()>& count);
  [[nodiscard]] bool takes_next() { return all_ || seen_++ == taken_; }

 private:
  bool all_ = true;
  std::optional<std::size_t> taken_;  ///< counted from 0; nothing: there is no such field
  std::size_t seen_ = 0;
};

/// The index of the one field that :index and :last choose among `count`, the first without them; nothing if
/// there is none.
std::optional<std::size_t> selected(const Arguments& arguments, std::size_t count);

/// Reports an :index of 0, and :last without :index.
void check_selection(Check& check, const Given& given);

}  // namespace sieve
