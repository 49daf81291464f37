// Fuzzes wire: ManageSieve lines with their literals, read as a server and as a client, and written again.

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
std::vector<Token> read(Writer writer, std::string_view octets) {
  Reader reader(writer);
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

/// Writes `tokens` as they could have come.
std::string written_again(const std::vector<Token>& tokens, Writer writer) {
  std::string line;
  bool after_open = true;
  for (const Token& token : tokens) {
    if (!after_open && token.kind != Token::Kind::close) line += ' ';
    line += token.kind == Token::Kind::string ? string(token.text, writer) : token.text;
    after_open = token.kind == Token::Kind::open;
  }
  return line + "\r\n";
}

void check(Writer writer, std::string_view octets) {
  const auto tokens = read(writer, octets);
  require(tokens.size() <= most_tokens + 1);
  if (tokens.empty()) return;
  const auto again = read(writer, written_again(tokens, writer));
  require(again.size() == tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    require(again[i].kind == tokens[i].kind && again[i].text == tokens[i].text &&
            again[i].number == tokens[i].number);
  if (const auto response = parse_response(tokens)) {
    // A code is written as a word; what came as a string in its place is not ours to write.
    if (response->code.find_first_of(" (){}\"\\\r\n") != std::string::npos) return;
    const auto reread = parse_response(read(Writer::server, written(*response)));
    if (response->code.empty() || !reread) return;
    require(reread->status == response->status && reread->text == response->text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  check(Writer::client, input);
  check(Writer::server, input);
  if (is_script_name(input)) require(!input.empty() && input.size() <= longest_name);
  return 0;
}
