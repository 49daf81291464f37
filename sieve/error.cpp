// Faults of a script: their place in the text, and how they are shown.

#include "sieve/error.hpp"

#include <algorithm>

#include "sieve/addresses.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_source = 240;  // octets of a line that are shown
constexpr std::string_view dots = "...";     // for the rest

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

std::string_view severity_word(Fault::Severity severity) {
  return severity == Fault::Severity::error ? "error" : "warning";
}

/// Blanks as wide as the first `count` characters of `source`: a tab stays a tab.
std::string padding(std::string_view source, std::size_t count) {
  std::string out;
  for (const char c : source) {
    if (continues_character(c)) continue;
    if (count-- == 0) break;
    out += c == '\t' ? '\t' : ' ';
  }
  return out;
}

/// Of a long line what is around the octet `at`, with dots for the rest.
void show(std::string_view line, std::size_t at, Fault& fault) {
  const auto border = [&](std::size_t octet) {
    while (octet > 0 && octet < line.size() && continues_character(line[octet])) --octet;
    return std::min(octet, line.size());
  };
  const bool near = line.size() <= longest_source || at < longest_source / 2;
  const std::size_t from = near ? 0 : border(at - longest_source / 2);
  const std::size_t to = border(from + longest_source);
  if (from > 0) fault.source = dots;
  fault.left_out = characters(line.substr(0, from));
  fault.source += line.substr(from, to - from);
  if (to < line.size()) fault.source += dots;
  const std::size_t shown = at < to ? characters(line.substr(at, to - at)) : 1;
  fault.length = std::min(fault.length, shown);
}

}  // namespace

std::string rendered(const Fault& fault, std::string_view name) {
  const std::string number = std::to_string(fault.line);
  const std::string margin(std::max<std::size_t>(number.size(), 5), ' ');
  const std::size_t dotted = fault.left_out > 0 ? dots.size() : 0;
  std::string out(name);
  out += ':' + number + ':' + std::to_string(fault.column) + ": ";
  out += severity_word(fault.severity);
  out += ": " + fault.text + '\n';
  out += margin.substr(number.size()) + number + " | " + fault.source + '\n';
  out += margin + " | " + padding(fault.source, fault.column - 1 - fault.left_out + dotted) + '^';
  out += std::string(fault.length > 1 ? fault.length - 1 : 0, '~') + '\n';
  if (!fault.hint.empty()) out += margin + "   " + fault.hint + '\n';
  return out;
}

std::string on_one_line(const Fault& fault) {
  std::string out = "line " + std::to_string(fault.line) + ", column " + std::to_string(fault.column) + ": ";
  out += severity_word(fault.severity);
  out += ": " + fault.text;
  if (!fault.hint.empty()) out += " (" + fault.hint + ")";
  return out;
}

void shorten(std::vector<Fault>& faults) {
  for (auto& fault : faults)
    for (auto* text : {&fault.text, &fault.hint}) *text = message_line(*text);
}

bool has_errors(const std::vector<Fault>& faults) {
  return std::ranges::any_of(faults,
                             [](const Fault& fault) { return fault.severity == Fault::Severity::error; });
}

Lines::Lines(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    starts_.push_back(at + 1);
}

std::size_t Lines::line(std::size_t offset) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin());
}

Fault Lines::fault(Fault::Severity severity, std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  const std::size_t number = line(begin);
  const std::size_t start = starts_[number - 1];
  std::string_view source = text_.substr(start, text_.find('\n', start) - start);
  if (source.ends_with('\r')) source.remove_suffix(1);
  const std::string_view before = text_.substr(start, begin - start);
  const std::size_t stop = std::clamp(end, begin, std::max(begin, start + source.size()));
  const std::string_view marked = text_.substr(begin, stop - begin);
  Fault fault{.severity = severity, .line = number, .column = characters(before) + 1};
  fault.length = std::max<std::size_t>(characters(marked), 1);
  show(source, begin - start, fault);
  return fault;
}

}  // namespace sieve
