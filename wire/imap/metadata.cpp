// Arguments of GETMETADATA and SETMETADATA.

#include "wire/imap/metadata.hpp"

#include <utility>

#include "wire/imap/write.hpp"

namespace wire::imap {
namespace {

constexpr std::size_t most_entries = 100;

void read_options(Arguments& arguments, GetMetadata& get) {
  arguments.expect('(');
  do {
    if (arguments.take_word("MAXSIZE")) {
      arguments.space();
      get.max_size = arguments.number();
    } else if (arguments.take_word("DEPTH")) {
      arguments.space();
      if (arguments.take_word("infinity"))
        get.depth = std::nullopt;
      else if (arguments.take_word("0"))
        get.depth = 0;
      else if (arguments.take_word("1"))
        get.depth = 1;
      else
        arguments.fail("DEPTH is 0, 1 or infinity");
    } else {
      arguments.fail("the options are MAXSIZE and DEPTH");
    }
  } while (arguments.take(' '));
  arguments.expect(')');
}

void add(Arguments& arguments, std::vector<std::string>& entries) {
  entries.push_back(arguments.astring());
  if (entries.size() > most_entries) arguments.fail("too many entries");
}

/// nstring or literal8.
void read_value(Arguments& arguments, std::uint64_t largest, SetMetadata::Entry& entry) {
  if (arguments.peek_behind() == '{') arguments.take('~');
  if (arguments.peek() != '{') {
    entry.value = arguments.nstring();
    entry.size = entry.value ? entry.value->size() : 0;
    if (entry.size > largest) entry.value = "";
    return;
  }
  const base::Body body = arguments.literal();
  entry.size = body.size();
  entry.value = body.size() <= largest ? std::string(body.view()) : "";
}

}  // namespace

// The grammar has the options in front of the mailbox, the examples behind it: both are in use.
GetMetadata get_metadata_arguments(Arguments& arguments) {
  GetMetadata get;
  const bool leads = arguments.peek() == '(';
  if (leads) {
    read_options(arguments, get);
    arguments.space();
  }
  get.mailbox = arguments.mailbox();
  arguments.space();
  const char behind = arguments.peek_behind();  // an entry begins with '/', if it is no string
  const bool names_entries = behind == '/' || behind == '"' || behind == '{' || behind == ')';
  if (!leads && arguments.peek() == '(' && !names_entries) {
    read_options(arguments, get);
    arguments.space();
  }
  if (!arguments.take('(')) {
    add(arguments, get.entries);
    return get;
  }
  do {
    add(arguments, get.entries);
  } while (arguments.take(' '));
  arguments.expect(')');
  return get;
}

SetMetadata set_metadata_arguments(Arguments& arguments, std::uint64_t largest) {
  SetMetadata set;
  set.mailbox = arguments.mailbox();
  arguments.space();
  arguments.expect('(');
  do {
    SetMetadata::Entry entry{.name = arguments.astring(), .value = {}};
    arguments.space();
    read_value(arguments, largest, entry);
    set.entries.push_back(std::move(entry));
    if (set.entries.size() > most_entries) arguments.fail("too many entries");
  } while (arguments.take(' '));
  arguments.expect(')');
  return set;
}

std::string metadata_item(std::string_view name, const std::optional<std::string>& value) {
  const std::string begin = astring_of(name) + " ";
  if (!value) return begin + "NIL";
  if (value->find('\0') != std::string::npos) return begin + "~" + literal_head(value->size()) + *value;
  return begin + string_of(*value);
}

}  // namespace wire::imap
