// A checked script: immutable, and run by any number of threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/limits.hpp"
#include "sieve/script.hpp"
#include "sieve/text.hpp"

namespace sieve {

struct AddressPart;
struct Command;
struct Comparator;
struct Extension;
struct MatchType;
struct Method;
struct Parameter;
struct PreparedKey;
struct Tag;
struct Test;

/// The value of one parameter.
struct Value {
  syntax::Span span;
  std::uint64_t number = 0;
  std::vector<Text> strings;
};

/// A tag as it was given. The pointers of this and the following types lead into extensions, which live
/// longer.
struct GivenTag {
  const Tag* tag = nullptr;
  syntax::Span span;
  std::optional<Value> value;
};

/// MATCH-TYPE, COMPARATOR and the keys of one test, made ready.
struct Matching {
  const MatchType* type = nullptr;
  std::string parameter;
  const Comparator* comparator = nullptr;
  std::size_t keys = 0;  ///< which positional argument holds them
  std::vector<std::unique_ptr<const PreparedKey>>
      prepared;  ///< as many as keys; null where a key is not constant
};

/// All arguments of one command or test.
struct Given {
  const std::vector<Parameter>* parameters = nullptr;
  std::vector<std::optional<Value>>
      positional;  ///< beside `parameters`; empty where an optional one is absent
  std::vector<GivenTag> tags;
  std::optional<Matching> matching;
  const AddressPart* address_part = nullptr;
};

struct Condition {
  const Test* test = nullptr;
  syntax::Span span;
  std::size_t line = 0;
  Given given;
  std::vector<Condition> conditions;   ///< what a test of tests looks at
  std::optional<bool> known;           ///< certain at check time
  std::vector<const Extension*> lent;  ///< as Statement::lent
};

struct Statement {
  const Command* command = nullptr;
  syntax::Span span;
  std::size_t line = 0;
  Given given;
  std::vector<Condition> conditions;
  std::vector<Statement> block;
  std::vector<const Extension*> lent;  ///< what it uses only because an ihave was true (RFC 5463 section 4)
  std::size_t chain_end = 0;  ///< index, in the list it stands in, of what follows its elsif and else
};

struct Program {
  std::string source;
  std::vector<Statement> statements;
  std::vector<const Extension*> extensions;  ///< in effect
  const Extension* answers = nullptr;        ///< one that is required and answers a delivery; null: none does
  std::vector<const Method*> methods;        ///< of notify, in effect
  std::vector<std::string> variables;        ///< name of each slot, lower case
  /// Slots of variables that scripts share, and by which name (RFC 6609 section 3.4).
  std::map<std::size_t, std::string> globals;
  std::vector<std::string> headers;  ///< field name of each slot
  bool reads_captures = false;       ///< match variables may be read
  std::size_t memory = 0;            ///< octets that all of this may come to take, about
  Limits limits;
};

}  // namespace sieve
