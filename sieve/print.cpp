// Writing a script anew from its tokens and comments. The script has no syntax error, so that the tokens
// alone tell commands, lists and blocks apart; whoever changes a rule here must keep that a second printing
// finds each comment where the first has put it.

#include "sieve/print.hpp"

#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "sieve/comments.hpp"
#include "sieve/page.hpp"
#include "sieve/tokens.hpp"

namespace sieve {
namespace {

using Kind = Token::Kind;

constexpr std::size_t step = 2;          // of a block or a list
constexpr std::size_t continuation = 4;  // of what did not fit on the line of its command

std::string with_lf(std::string_view text) {
  return base::text::replaced(text, "\r\n", "\n");
}

std::size_t columns_of_first_line(std::string_view text) {
  return columns(base::text::trimmed(text.substr(0, text.find('\n'))));
}

class Printer {
 public:
  Printer(std::string_view script, std::vector<Token> tokens)
      : script_(script), tokens_(std::move(tokens)), gaps_(gaps(script, tokens_)) {}

  std::string print() {
    commands(0);
    fresh_line(0, 0, Blanks::before_comments);
    return page_.finish();
  }

 private:
  /// Where empty lines stay: before comments and commands, before comments alone, or nowhere.
  enum class Blanks { everywhere, before_comments, nowhere };

  [[nodiscard]] const Token& token() const { return tokens_[at_]; }
  [[nodiscard]] const Gap& before() const { return gaps_[at_]; }
  [[nodiscard]] bool is_mark(std::size_t at, char mark) const {
    return tokens_[at].kind == Kind::mark && tokens_[at].mark == mark;
  }
  [[nodiscard]] bool at_mark(char mark) const { return is_mark(at_, mark); }
  [[nodiscard]] bool comments_stand_here() const { return !held_.empty() || !before().comments.empty(); }

  /// As it is printed: words in lower case, quantifiers in upper case, strings as they stand.
  [[nodiscard]] std::string text_of(const Token& token) const {
    const auto source = script_.substr(token.begin, token.end - token.begin);
    if (token.kind == Kind::number) return base::text::uppered(source);
    if (token.kind == Kind::mark) return std::string(source);
    if (token.kind != Kind::string) return token.text;
    if (source.front() == '"') return with_lf(source);
    const auto begin = source.find('\n');
    const auto comment = base::text::trimmed(source.substr(5, begin - 5));
    std::string out = "text:" + (comment.empty() ? "" : " " + std::string(comment));
    out += with_lf(source.substr(begin));
    return out.ends_with('\n') ? out : out + '\n';
  }

  /// commands = *command; stops before a `}` or at the end.
  void commands(std::size_t indent) {
    block_starts_ = true;
    while (token().kind != Kind::end && !at_mark('}')) {
      const bool chained = at_ > 0 && is_mark(at_ - 1, '}') && !comments_stand_here() &&
                           (token().text == "elsif" || token().text == "else");
      if (chained)
        page_.space();
      else
        fresh_line(indent, indent, Blanks::everywhere);
      page_.write(text_of(token()));
      ++at_;
      arguments(indent);
      if (at_mark('{'))
        block(indent);
      else
        mark_behind_comments();
      block_starts_ = false;
    }
  }

  void block(std::size_t indent) {
    page_.space();
    mark_behind_comments();
    if (!at_mark('}') || comments_stand_here()) {
      commands(indent + step);
      fresh_line(indent + step, indent, Blanks::before_comments);
    }
    page_.write("}");
    ++at_;
  }

  /// arguments = *argument [ test / test-list ], of a command or test that begins at `indent`.
  void arguments(std::size_t indent) {
    for (;; ++at_) {
      if (token().kind == Kind::mark && !at_mark('[') && !at_mark('(')) return;
      for (const auto& comment : before().comments) {
        separate(columns_of_first_line(comment.text), indent);
        write(comment);
      }
      if (token().kind == Kind::mark)
        list(indent);
      else
        word(indent);
    }
  }

  void word(std::size_t indent) {
    const std::string text = text_of(token());
    const std::size_t value = token().kind == Kind::tag ? 1 + columns_of_value(at_ + 1) : 0;
    separate(columns_of_first_line(text) + value + columns_behind(at_ + 1), indent);
    write_word(text, indent);
  }

  void write_word(std::string_view text, std::size_t indent) {
    page_.write(text);
    if (page_.line_starts()) page_.start_line(indent);  // text: lines; a mark may follow
  }

  /// A list of strings or tests; `at_` stays at its closing mark.
  void list(std::size_t indent) {
    separate(1, indent);
    const std::size_t end = end_of_list();
    const std::string flat = on_one_line(end);
    if (!flat.empty() && page_.has_room(columns(flat) + columns_behind(end + 1))) {
      page_.write(flat);
      at_ = end;
      return;
    }
    page_.write(text_of(token()));
    ++at_;
    while (at_ != end) {
      fresh_line(indent + step, indent + step, Blanks::nowhere);
      element(indent + step);
    }
    fresh_line(indent + step, indent, Blanks::nowhere);
    page_.write(text_of(token()));
  }

  void element(std::size_t indent) {
    write_word(text_of(token()), indent);
    ++at_;
    arguments(indent);
    if (at_mark(',')) mark_behind_comments();
  }

  /// Where the list that begins here is closed.
  [[nodiscard]] std::size_t end_of_list() const {
    std::size_t depth = 0;
    for (std::size_t at = at_;; ++at) {
      if (is_mark(at, '[') || is_mark(at, '(')) ++depth;
      if ((is_mark(at, ']') || is_mark(at, ')')) && --depth == 0) return at;
    }
  }

  /// The list that begins here; "" if it holds comments or ends of lines.
  [[nodiscard]] std::string on_one_line(std::size_t end) const {
    std::string out = text_of(token());
    for (std::size_t at = at_ + 1; at <= end; ++at) {
      const std::string text = text_of(tokens_[at]);
      if (!gaps_[at].comments.empty() || text.find('\n') != std::string::npos) return "";
      const bool opened = is_mark(at - 1, '[') || is_mark(at - 1, '(');
      const bool glued = is_mark(at, ',') || is_mark(at, ']') || is_mark(at, ')');
      if (!opened && !glued) out += ' ';
      out += text;
    }
    return out;
  }

  /// Of what stands behind a tag, on the tag's line.
  [[nodiscard]] std::size_t columns_of_value(std::size_t at) const {
    const bool is_value = tokens_[at].kind == Kind::string || tokens_[at].kind == Kind::number;
    return is_value ? columns_of_first_line(text_of(tokens_[at])) + columns_behind(at + 1) : 1;
  }

  /// Of the marks that stand on the same line behind a word or list.
  [[nodiscard]] std::size_t columns_behind(std::size_t at) const {
    std::size_t out = 0;
    for (; tokens_[at].kind == Kind::mark && !is_mark(at, '[') && !is_mark(at, '('); ++at) {
      out += is_mark(at, '{') ? 2 : 1;
      if (!is_mark(at, ']') && !is_mark(at, ')')) break;
    }
    return out;
  }

  /// Before a word that wants so many columns: a blank, or a new line if there they are. A tag and its value
  /// stay together.
  void separate(std::size_t wanted, std::size_t indent) {
    const bool behind_tag = tokens_[at_ - 1].kind == Kind::tag;
    const std::size_t there = indent + continuation;
    const bool helps = !behind_tag && !page_.has_room(1 + wanted) && there + wanted <= Page::width;
    if (helps || page_.line_is_closed() || page_.line_starts()) page_.start_line(there);
    page_.space();
  }

  /// Writes the mark here, then what stands before it: the mark belongs to the word, not to the comment.
  void mark_behind_comments() {
    for (const auto& comment : before().comments) held_.push_back({.text = comment.text});
    page_.write(text_of(token()));
    ++at_;
  }

  /// Starts the line of the token here, which is indented by `indent`. Comments that stood on the line of the
  /// word before it stay there, the others get lines of their own.
  void fresh_line(std::size_t comments, std::size_t indent, Blanks blanks) {
    auto all = std::exchange(held_, {});
    all.insert(all.end(), before().comments.begin(), before().comments.end());
    const auto start = [&](std::size_t by, bool after_blank) {
      page_.start_line(by);
      if (after_blank && !block_starts_) page_.blank_line();
      block_starts_ = false;
    };
    for (const auto& comment : all) {
      if (comment.own_line || page_.line_is_closed() || page_.line_starts())
        start(comments, comment.after_blank && blanks != Blanks::nowhere);
      else
        page_.space();
      write(comment);
    }
    start(indent, before().after_blank && blanks == Blanks::everywhere);
  }

  void write(const Comment& comment) {
    if (comment.ends_line())
      page_.write_to_line_end(comment.text);
    else
      page_.write(with_lf(comment.text));
  }

  std::string_view script_;
  std::vector<Token> tokens_;
  std::vector<Gap> gaps_;
  std::size_t at_ = 0;
  bool block_starts_ = true;   ///< nothing stands in this block yet
  std::vector<Comment> held_;  ///< to be written behind the mark that they stood before
  Page page_;
};

}  // namespace

std::optional<std::string> printed(std::string_view script, const Limits& limits,
                                   std::vector<Fault>& faults) {
  const Lines lines(script);
  const std::size_t known = faults.size();
  syntax::parse(script, lines, limits, faults);
  shorten(faults);
  if (faults.size() != known) return std::nullopt;
  auto out = Printer(script, tokens(script, lines, limits, faults)).print();
  const auto first = script.find('\n');
  const bool crlf = first != std::string_view::npos && first > 0 && script[first - 1] == '\r';
  return crlf ? base::text::replaced(out, "\n", "\r\n") : out;
}

}  // namespace sieve
