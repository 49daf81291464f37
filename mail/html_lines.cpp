// The text of HTML, laid out in lines: white space collapses, but where it is preformatted.

#include "mail/html_lines.hpp"

#include <algorithm>

namespace mail {
namespace {

constexpr std::string_view white = " \t\r\n\f";

}  // namespace

void HtmlLines::add(std::string_view text) {
  while (!text.empty()) {
    const auto next = std::min(text.find_first_of(white), text.size());
    if (next > 0) {
      begin_text();
      out_ += text.substr(0, next);
    }
    if (next < text.size()) add_white(text[next]);
    text.remove_prefix(std::min(next + 1, text.size()));
  }
}

void HtmlLines::add_white(char c) {
  if (preformatted_ == 0) {
    gap_ = true;
  } else if (c == '\n' && after_cr_) {
    after_cr_ = false;
  } else if (c == '\r' || c == '\n') {
    if (!opened_) end_line();
    opened_ = false;
    after_cr_ = c == '\r';
  } else {
    begin_text();
    out_ += c;
  }
}

void HtmlLines::begin_text() {
  if (gap_ && line_ends_ == 0 && !out_.empty()) out_ += ' ';
  if (out_.empty()) line_ends_ = 0;
  for (; line_ends_ > 0; --line_ends_) out_ += "\r\n";
  gap_ = after_cr_ = opened_ = false;
}

void HtmlLines::end_block() {
  line_ends_ = std::max<std::size_t>(line_ends_, 1);
  gap_ = false;
}

void HtmlLines::end_line() {
  opened_ = false;
  ++line_ends_;
  gap_ = false;
}

void HtmlLines::begin_preformatted() {
  ++preformatted_;
  opened_ = true;
  after_cr_ = false;
}

void HtmlLines::end_preformatted() {
  if (preformatted_ > 0) --preformatted_;
  opened_ = after_cr_ = false;
}

}  // namespace mail
