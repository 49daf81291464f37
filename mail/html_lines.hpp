// The text of HTML, laid out in lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mail {

/// Takes text and what stands between it, in their order. Lines end in CRLF; none begins or ends with a blank
/// that is not preformatted, and neither the first nor the last is empty. Each octet taken gives two at most.
class HtmlLines {
 public:
  void add(std::string_view text);
  /// Something that is no text stands here.
  void blank() { gap_ = true; }
  /// A block begins or ends: what follows stands on a line of its own.
  void end_block();
  /// br: the line ends here, and is an empty one if nothing stands on it.
  void end_line();
  void begin_preformatted();
  void end_preformatted();
  std::string take() { return std::move(out_); }

 private:
  void add_white(char c);
  void begin_text();

  std::string out_;
  std::size_t line_ends_ = 0;     ///< to come before the next text
  std::size_t preformatted_ = 0;  ///< open elements
  bool gap_ = false;              ///< a blank is to come before the next text
  bool after_cr_ = false;         ///< a LF belongs to the line end before it
  bool opened_ = false;           ///< pre begins here: a line end is not part of it
};

}  // namespace mail
