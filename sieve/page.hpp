// Lines as they are written one after the other, for the printer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sieve {

/// Lines end with LF here.
class Page {
 public:
  static constexpr std::size_t width = 80;

  /// Ends the line, unless it is empty; the next one is indented by `indent`.
  void start_line(std::size_t indent);
  /// Only where a line starts: an empty one before it.
  void blank_line();
  /// A blank, unless a line starts here.
  void space() {
    if (!line_starts()) write(" ");
  }
  /// `text` may end lines.
  void write(std::string_view text);
  /// As `write`; nothing can stand behind it on its line.
  void write_to_line_end(std::string_view text);

  [[nodiscard]] bool line_starts() const { return out_.empty() || out_.ends_with('\n'); }
  /// By write_to_line_end.
  [[nodiscard]] bool line_is_closed() const { return closed_; }
  [[nodiscard]] bool has_room(std::size_t columns) const {
    return (line_starts() ? indent_ : column_) + columns <= width;
  }
  [[nodiscard]] std::string finish();

 private:
  std::string out_;
  std::size_t column_ = 0;
  std::size_t indent_ = 0;
  bool closed_ = false;
};

/// Characters of UTF-8.
std::size_t columns(std::string_view text);

}  // namespace sieve
