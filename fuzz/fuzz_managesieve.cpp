// Fuzzes wire: ManageSieve lines with their literals, read as a server does, and written again.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "wire/managesieve.hpp"

namespace {

using namespace wire::managesieve;

void require(bool fact, std::source_location where = std::source_location::current()) {
  if (fact) return;
  std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
  std::abort();
}

/// The tokens of the first command in `octets`, as a session would put them together; nothing if it is
/// broken.
std::vector<Token> read(std::string_view octets) {
  Reader reader;
  for (;;) {
    const std::size_t end = octets.find("\r\n");
    if (end == std::string_view::npos) return {};
    const auto more = reader.add_line(octets.substr(0, end));
    octets.remove_prefix(end + 2);
    if (!more) return {};
    if (!*more) return reader.take();
    if (**more > octets.size()) return {};
    reader.add_literal(std::string(octets.substr(0, **more)));
    octets.remove_prefix(**more);
  }
}

/// Writes `tokens` as a client could have.
std::string written_again(const std::vector<Token>& tokens) {
  std::string line;
  bool after_open = true;
  for (const Token& token : tokens) {
    if (!after_open && token.kind != Token::Kind::close) line += ' ';
    if (token.kind == Token::Kind::string)
      line += "{" + std::to_string(token.text.size()) + "+}\r\n" + token.text;
    else
      line += token.text;
    after_open = token.kind == Token::Kind::open;
  }
  return line + "\r\n";
}

/// What a server writes as a string is what a client reads.
void check_string(std::string_view octets) {
  const std::string text = string(octets);
  if (!text.starts_with('"')) return;
  const auto tokens = read(text + "\r\n");
  require(tokens.size() == 1 && tokens.front().text == octets);
}

void check(std::string_view octets) {
  const auto tokens = read(octets);
  require(tokens.size() <= most_tokens + 1);
  const auto again = read(written_again(tokens));
  require(again.size() == tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    require(again[i].kind == tokens[i].kind && again[i].text == tokens[i].text &&
            again[i].number == tokens[i].number);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  check(input);
  check_string(input);
  if (is_script_name(input)) require(!input.empty() && input.size() <= longest_name);
  return 0;
}
