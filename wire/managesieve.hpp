// The grammar of ManageSieve (RFC 5804 section 4), as a server reads and writes it. No sockets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"
#include "base/result.hpp"

namespace wire::managesieve {

constexpr std::size_t longest_quoted = 1024;  ///< octets between the quotes
constexpr std::size_t longest_atom = 1024;
constexpr std::size_t longest_name = 512;  ///< octets of a script name: 128 characters of four (section 1.6)
constexpr std::size_t most_tokens = 32;    ///< of one line with its literals

/// A piece of a command or response.
struct Token {
  enum class Kind : std::uint8_t { atom, string, number, open, close };
  Kind kind = Kind::atom;
  base::Octets text;         ///< as written; of a string its content
  std::uint32_t number = 0;  ///< of a number
  /// An atom, compared without ASCII case.
  [[nodiscard]] bool is(std::string_view atom) const;
};

/// Puts one command together from the lines and literals that it came in:
/// add_line, then as long as that asks for a literal, add_literal and add_line again.
class Reader {
 public:
  /// `line` without its CRLF. The size of the literal that follows, or nothing if this was all. syntax; after
  /// that nothing else may be added, and where a literal was announced wrongly (see is_desynchronised)
  /// nothing that follows can be understood.
  base::Result<std::optional<std::uint32_t>> add_line(std::string_view line);
  void add_literal(base::Octets octets);

  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  std::vector<Token> take() { return std::move(tokens_); }
  /// True if the line that failed seems to announce a literal: what follows may be its octets, and must not
  /// be taken for commands.
  [[nodiscard]] bool is_desynchronised() const { return desynchronised_; }

 private:
  base::Result<std::optional<std::uint32_t>> scan(std::string_view line);
  base::Result<std::size_t> add_token(std::string_view rest);
  base::Result<std::size_t> add_quoted(std::string_view rest);
  base::Result<std::size_t> add_atom(std::string_view rest);
  [[nodiscard]] base::Result<std::uint32_t> literal_size(std::string_view rest) const;

  std::vector<Token> tokens_;
  bool needs_space_ = false;  ///< a token has just ended
  bool desynchronised_ = false;
};

/// OK, NO or BYE (section 1.1).
enum class Status : std::uint8_t { ok, no, bye };

/// A final response line.
struct Response {
  Status status = Status::ok;
  std::string code;  ///< "QUOTA/MAXSIZE" and its like (section 1.3), upper case; "" for none
  std::optional<base::Octets> argument;  ///< of TAG and SASL
  std::string text;                      ///< for a person, UTF-8; may have several lines
};

/// With its CRLF.
std::string written(const Response& response);

/// Quoted if that is possible, else a literal.
std::string string(std::string_view octets);
/// Always a literal, as a server writes it: {n}, not {n+}.
std::string literal(std::string_view octets);

/// UTF-8 of 1 to `longest_name` octets without what section 1.6 forbids.
bool is_script_name(std::string_view name);

}  // namespace wire::managesieve
