// Writing lines, and knowing the column.

#include "sieve/page.hpp"

#include <algorithm>
#include <utility>

namespace sieve {

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void Page::start_line(std::size_t indent) {
  if (!line_starts()) out_ += '\n';
  indent_ = indent;
  closed_ = false;
}

void Page::blank_line() {
  out_ += '\n';
}

void Page::write(std::string_view text) {
  if (line_starts()) {
    out_.append(indent_, ' ');
    column_ = indent_;
  }
  out_ += text;
  const auto line_end = text.rfind('\n');
  column_ = line_end == std::string_view::npos ? column_ + columns(text) : columns(text.substr(line_end + 1));
}

void Page::write_to_line_end(std::string_view text) {
  write(text);
  closed_ = true;
}

std::string Page::finish() {
  start_line(0);
  return std::move(out_);
}

}  // namespace sieve
