// What is wrong with a script: where, why, and how to mend it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sieve {

/// One error or warning. `source` is the offending line, of a long one what is around the spot, so that a
/// fault can be shown without the script.
struct Fault {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< from 1, in characters
  std::size_t length = 1;  ///< characters to underline, all within the line
  std::string text;
  std::string hint;          ///< how to mend it, "" if nothing is known
  std::string source;        ///< without its line end
  std::size_t left_out = 0;  ///< characters of the line before `source`, dots stand for them
};

/// `NAME:LINE:COLUMN: error: TEXT`, the line, a caret under the spot, and the hint; ends with a newline.
std::string rendered(const Fault& fault, std::string_view name);

/// On one line, `line 3, column 9: error: TEXT (HINT)`: for protocols and logs.
std::string on_one_line(const Fault& fault);

/// Texts and hints hold words of the script: puts each on one line, and cuts what is long.
void shorten(std::vector<Fault>& faults);

bool has_errors(const std::vector<Fault>& faults);

/// Finds lines in a script by octet offset. The text must outlive it.
class Lines {
 public:
  explicit Lines(std::string_view text);
  [[nodiscard]] std::size_t line(std::size_t offset) const;
  /// A fault at [begin, end) of the text, with line, column and source filled in.
  [[nodiscard]] Fault fault(Fault::Severity severity, std::size_t begin, std::size_t end) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

}  // namespace sieve
