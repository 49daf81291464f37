// A script as it was written: the syntax tree of RFC 5228 section 8.2. Nothing here knows what a word means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"

namespace sieve::syntax {

/// Octet offsets in the script, the end excluded.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct String {
  Span span;
  std::string value;  ///< escapes and dot-stuffing undone, line ends as CRLF; nothing else
};

struct Argument {
  enum class Kind { strings, number, tag };
  Kind kind = Kind::strings;
  Span span;
  bool bracketed = false;  ///< a string list, not a single string
  std::vector<String> strings;
  std::uint64_t number = 0;
  std::string tag;  ///< lower case, with its colon
};

struct Test {
  Span span;         ///< of the whole test
  Span word;         ///< of its name alone
  std::string name;  ///< lower case
  std::vector<Argument> arguments;
  std::vector<Test> tests;
  bool listed = false;  ///< the tests stood in parentheses
};

struct Command {
  Span span;  ///< up to its `;` or `{`
  Span word;
  std::string name;  ///< lower case
  std::vector<Argument> arguments;
  std::vector<Test> tests;
  bool listed = false;
  bool has_block = false;
  bool broken = false;  ///< it had a syntax error, which was reported; only its name is sure
  std::vector<Command> block;
};

struct Script {
  std::vector<Command> commands;
};

/// Reads all of `text`. After an error it goes on behind the next `;` or block, so that one run tells all.
/// The script is complete only if no error was added to `faults`.
Script parse(std::string_view text, const Lines& lines, const Limits& limits, std::vector<Fault>& faults);

}  // namespace sieve::syntax
