// The grammar of Sieve over tokens (RFC 5228 section 8.2). It descends by hand, not by PEGTL, because it must
// go on after an error and say what stood in the wrong place.

#include "sieve/script.hpp"

#include <utility>

#include "sieve/tokens.hpp"

namespace sieve::syntax {
namespace {

using Kind = Token::Kind;

std::string shown(const Token& token) {
  switch (token.kind) {
    case Kind::identifier:
      return "\"" + token.text + "\"";
    case Kind::tag:
      return "tag " + token.text;
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::mark:
      return std::string("'") + token.mark + "'";
    case Kind::end:
      break;
  }
  return "the end of the script";
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, const Lines& lines, const Limits& limits, std::vector<Fault>& faults)
      : tokens_(std::move(tokens)), lines_(lines), limits_(limits), faults_(faults) {}

  Script script() {
    Script script;
    while (token().kind != Kind::end) {
      commands(script.commands, 0);
      if (token().kind == Kind::end) break;
      report("unexpected '}'", "no block is open here");
      ++at_;
    }
    return script;
  }

 private:
  [[nodiscard]] const Token& token() const { return tokens_[at_]; }
  [[nodiscard]] bool at_mark(char mark) const { return token().kind == Kind::mark && token().mark == mark; }
  [[nodiscard]] Span here() const { return {token().begin, token().end}; }
  [[nodiscard]] std::size_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }
  /// The rest of the script lies in a string or comment that is never closed.
  [[nodiscard]] bool is_cut_off() const { return token().kind == Kind::end && token().begin != token().end; }
  bool take(char mark) {
    if (!at_mark(mark)) return false;
    ++at_;
    return true;
  }

  void report_at(Span span, std::string text, std::string hint) {
    if (is_cut_off() || faults_.size() >= limits_.faults)
      return;  // the cause was reported; what follows from it is noise
    Fault fault = lines_.fault(Fault::Severity::error, span.begin, span.end);
    fault.text = std::move(text);
    fault.hint = std::move(hint);
    faults_.push_back(std::move(fault));
  }
  void report(std::string text, std::string hint = {}) {
    report_at(here(), std::move(text), std::move(hint));
  }

  /// commands = *command; stops before a `}` or at the end.
  void commands(std::vector<Command>& out, std::size_t depth) {
    while (token().kind != Kind::end && !at_mark('}') && faults_.size() < limits_.faults) {
      if (take(';')) {
        --at_;
        report("unexpected ';'", "a command must stand before it");
        ++at_;
      } else if (token().kind != Kind::identifier) {
        report("a command begins with its name, not with " + shown(token()));
        recover(depth);
      } else {
        Command& read = out.emplace_back();
        read.broken = !command(read, depth);
      }
    }
    if (faults_.size() >= limits_.faults) at_ = tokens_.size() - 1;
  }

  /// command = identifier arguments (";" / block); false after a syntax error, which has been reported.
  bool command(Command& command, std::size_t depth) {
    command.span = here();
    command.word = here();
    command.name = token().text;
    ++at_;
    if (!arguments(command.arguments, command.tests, command.listed, 0)) {
      recover(depth);
      return false;
    }
    command.span.end = last_end();
    if (take(';')) return true;
    if (at_mark('{')) {
      command.has_block = true;
      return block(command.block, depth);
    }
    report_at({last_end() - 1, last_end()}, "expected ';' or a block after this, found " + shown(token()),
              command.tests.empty() ? "commands end with ';'" : "put the commands in { }");
    // What follows is most likely a command of its own.
    if (token().kind != Kind::identifier) recover(depth);
    return false;
  }

  bool block(std::vector<Command>& out, std::size_t depth) {
    const Span opened = here();
    ++at_;
    if (depth + 1 > limits_.nesting) {
      report_at(opened, "blocks are nested deeper than " + std::to_string(limits_.nesting), "");
      skip_block();
      return false;
    }
    commands(out, depth + 1);
    if (take('}')) return true;
    if (faults_.size() < limits_.faults) report_at(opened, "this block is never closed", "a '}' is missing");
    return false;
  }

  /// Goes behind the `}` of the block whose `{` was read.
  void skip_block() {
    for (std::size_t open = 1; open > 0 && token().kind != Kind::end; ++at_) {
      if (at_mark('{')) ++open;
      if (at_mark('}')) --open;
    }
  }

  /// arguments = *argument [ test / test-list ]
  bool arguments(std::vector<Argument>& out, std::vector<Test>& tests, bool& listed, std::size_t depth) {
    for (;;) {
      if (out.size() > limits_.arguments) {
        report_at(out.back().span, "more than " + std::to_string(limits_.arguments) + " arguments", "");
        return false;
      }
      switch (token().kind) {
        case Kind::string:
          string(argument(out, Argument::Kind::strings));
          continue;
        case Kind::number:
          argument(out, Argument::Kind::number).number = token().number;
          ++at_;
          continue;
        case Kind::tag:
          argument(out, Argument::Kind::tag).tag = std::move(tokens_[at_].text);
          ++at_;
          continue;
        case Kind::identifier:
          return test(tests, depth + 1);
        case Kind::mark:
          if (at_mark('[')) {
            if (!string_list(out)) return false;
            continue;
          }
          if (at_mark('(')) {
            listed = true;
            return test_list(tests, depth);
          }
          return true;
        case Kind::end:
          return true;
      }
    }
  }

  /// One more, for what stands here.
  Argument& argument(std::vector<Argument>& out, Argument::Kind kind) {
    if (out.empty()) out.reserve(2);
    Argument& made = out.emplace_back();
    made.kind = kind;
    made.span = here();
    return made;
  }

  void string(Argument& out) {
    out.strings.emplace_back(here(), std::move(tokens_[at_].text));
    ++at_;
  }

  /// string-list = "[" string *("," string) "]"; an empty list is taken too, as Pigeonhole does.
  bool string_list(std::vector<Argument>& out) {
    Argument& list = argument(out, Argument::Kind::strings);
    list.bracketed = true;
    ++at_;
    while (!take(']')) {
      if (!list.strings.empty() && !take(',')) {
        report("expected ',' or ']' in a string list, found " + shown(token()));
        return false;
      }
      if (token().kind != Kind::string) {
        report("expected a string in a string list, found " + shown(token()));
        return false;
      }
      string(list);
    }
    list.span.end = last_end();
    return true;
  }

  /// test-list = "(" test *("," test) ")"
  bool test_list(std::vector<Test>& out, std::size_t depth) {
    ++at_;
    do {
      if (token().kind != Kind::identifier) {
        report("expected a test, found " + shown(token()));
        return false;
      }
      if (!test(out, depth + 1)) return false;
    } while (take(','));
    if (take(')')) return true;
    report("expected ',' or ')' in a list of tests, found " + shown(token()));
    return false;
  }

  /// test = identifier arguments
  bool test(std::vector<Test>& out, std::size_t depth) {
    Test test{.span = here(), .word = here(), .name = token().text};
    if (depth > limits_.nesting) {
      report("tests are nested deeper than " + std::to_string(limits_.nesting));
      return false;
    }
    ++at_;
    if (!arguments(test.arguments, test.tests, test.listed, depth)) return false;
    test.span.end = last_end();
    out.push_back(std::move(test));
    return true;
  }

  /// Skips what is left of a broken command: behind its `;`, or its block, whose commands are still read.
  void recover(std::size_t depth) {
    while (token().kind != Kind::end && !at_mark('}')) {
      if (at_mark('{')) {
        std::vector<Command> dropped;
        block(dropped, depth);
        return;
      }
      if (take(';')) return;
      ++at_;
    }
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  const Lines& lines_;
  const Limits& limits_;
  std::vector<Fault>& faults_;
};

}  // namespace

Script parse(std::string_view text, const Lines& lines, const Limits& limits, std::vector<Fault>& faults) {
  if (text.size() > limits.script_octets) {
    Fault fault = lines.fault(Fault::Severity::error, 0, 1);
    fault.text = "the script has " + std::to_string(text.size()) + " octets; the limit is " +
                 std::to_string(limits.script_octets);
    faults.push_back(std::move(fault));
    return {};
  }
  return Parser(tokens(text, lines, limits, faults), lines, limits, faults).script();
}

}  // namespace sieve::syntax
