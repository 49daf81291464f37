// LIST (RFC 3501 section 6.3.8, RFC 5258 section 6, RFC 6154 section 6), LSUB, and status-att.

#include "wire/imap/list.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"
#include "wire/imap/mailbox_name.hpp"

namespace wire::imap {
namespace {

constexpr std::size_t limit_patterns = 20;
constexpr std::size_t limit_octets =
    1024;  // of reference and pattern: matching costs their product with a name

constexpr std::array<std::string_view, 5> status_names{"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY",
                                                       "UNSEEN"};

/// `(NAME NAME)`; `known` says whether a name is one.
void options(Arguments& arguments, const std::function<bool(const std::string&)>& known) {
  arguments.expect('(');
  if (arguments.take(')')) return;
  do {
    const auto name = base::text::uppered(arguments.atom());
    if (!arguments.failed() && !known(name)) arguments.fail("no such option: " + name);
  } while (arguments.take(' '));
  arguments.expect(')');
}

void selection_options(Arguments& arguments, List& list) {
  list.extended = true;
  options(arguments, [&](const std::string& name) {
    list.select_subscribed = list.select_subscribed || name == "SUBSCRIBED";
    list.select_special_use = list.select_special_use || name == "SPECIAL-USE";
    list.recursive_match = list.recursive_match || name == "RECURSIVEMATCH";
    // REMOTE: there are no remote mailboxes here.
    return name == "SUBSCRIBED" || name == "SPECIAL-USE" || name == "RECURSIVEMATCH" || name == "REMOTE";
  });
  if (list.recursive_match && !list.select_subscribed)
    arguments.fail("RECURSIVEMATCH needs a selection to match");  // RFC 5258 section 3
}

void return_options(Arguments& arguments, List& list) {
  list.extended = true;
  options(arguments, [&](const std::string& name) {
    list.return_subscribed = list.return_subscribed || name == "SUBSCRIBED";
    // Both attributes are always told (RFC 5258 section 4 and RFC 6154 section 2 allow that).
    return name == "SUBSCRIBED" || name == "CHILDREN" || name == "SPECIAL-USE";
  });
}

/// Patterns come in modified UTF-7; wildcards are ASCII and stay as they are.
std::string pattern(Arguments& arguments, const std::string& text) {
  if (text.size() > limit_octets) arguments.fail("a mailbox pattern is too long");
  if (arguments.failed()) return {};
  auto decoded = mailbox_name_from_wire(text);
  if (decoded) return std::move(*decoded);
  arguments.fail(decoded.error());
  return {};
}

void read_patterns(Arguments& arguments, List& list) {
  const bool several = arguments.take('(');
  list.extended = list.extended || several;
  do {
    if (list.patterns.size() == limit_patterns) arguments.fail("too many mailbox patterns");
    const auto text = arguments.list_mailbox();
    // An empty pattern asks for the delimiter, whatever the reference is (RFC 3501 section 6.3.8).
    list.patterns.push_back(text.empty() ? "" : pattern(arguments, list.reference + text));
  } while (several && arguments.take(' '));
  if (several) arguments.expect(')');
}

}  // namespace

std::string_view name_of(StatusItem item) {
  return status_names[static_cast<std::size_t>(item)];
}

std::vector<StatusItem> status_items(Arguments& arguments) {
  std::vector<StatusItem> items;
  options(arguments, [&](const std::string& name) {
    const auto at = std::ranges::find(status_names, name);
    if (at == status_names.end()) return false;
    const auto item = static_cast<StatusItem>(at - status_names.begin());
    if (std::ranges::find(items, item) == items.end()) items.push_back(item);
    return true;
  });
  if (items.empty()) arguments.fail("STATUS needs at least one item");
  return items;
}

List list_arguments(Arguments& arguments) {
  List list;
  if (arguments.peek() == '(') {
    selection_options(arguments, list);
    arguments.space();
  }
  list.reference = arguments.astring();
  arguments.space();
  read_patterns(arguments, list);
  if (arguments.take(' ')) {
    if (!arguments.take_word("RETURN")) arguments.fail("expected RETURN");
    arguments.space();
    return_options(arguments, list);
  }
  return list;
}

List lsub_arguments(Arguments& arguments) {
  List list;
  list.reference = arguments.astring();
  arguments.space();
  read_patterns(arguments, list);
  if (list.extended) arguments.fail("LSUB takes one pattern");
  return list;
}

}  // namespace wire::imap
