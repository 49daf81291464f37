// Which names match, and with which attributes (RFC 3501 section 7.2.2, RFC 3348, RFC 5258, RFC 6154).

#include "store/imap/mailbox_tree.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "wire/imap/mailbox_name.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

struct Node {
  const Mailbox* mailbox = nullptr;  ///< null: only a level above others, or a subscription to nothing
  bool subscribed = false;
  bool has_children = false;
  bool subscribed_below = false;  ///< a descendant is subscribed to
};
using Tree = std::map<std::string, Node>;

/// Calls `visit` with the name of each level above `name`.
template <class Visit>
void for_each_above(const std::string& name, const Visit& visit) {
  for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
    visit(name.substr(0, slash));
}

Tree tree_of(const std::vector<Mailbox>& mailboxes, const std::vector<std::string>& subscriptions) {
  Tree tree;
  for (const auto& mailbox : mailboxes) {
    tree[mailbox.name].mailbox = &mailbox;
    for_each_above(mailbox.name, [&](const std::string& above) { tree[above].has_children = true; });
  }
  for (const auto& name : subscriptions) tree[name].subscribed = true;
  for (const auto& name : subscriptions)
    for_each_above(name, [&](const std::string& above) {
      if (const auto at = tree.find(above); at != tree.end()) at->second.subscribed_below = true;
    });
  return tree;
}

bool matches_one(const wire::imap::List& list, const std::string& name) {
  return std::ranges::any_of(list.patterns,
                             [&](const auto& pattern) { return wire::imap::matches_pattern(pattern, name); });
}

std::string attributes(const wire::imap::List& list, const Node& node) {
  std::string out;
  const auto add = [&](std::string_view attribute) {
    out += (out.empty() ? "" : " ") + std::string(attribute);
  };
  // RFC 5258 section 3: \NonExistent implies \Noselect; the old word is there for old clients.
  if (!node.mailbox) add(list.extended ? "\\NonExistent \\Noselect" : "\\Noselect");
  add(node.has_children ? "\\HasChildren" : "\\HasNoChildren");
  if (node.mailbox && !node.mailbox->special_use.empty()) add(node.mailbox->special_use);
  if (node.subscribed && (list.return_subscribed || list.select_subscribed)) add("\\Subscribed");
  return out;
}

/// RFC 5258 section 4: nothing, or what a line says of matching descendants.
std::string child_info(const wire::imap::List& list, const Node& node) {
  return list.recursive_match && node.subscribed_below ? " (CHILDINFO (\"SUBSCRIBED\"))" : "";
}

bool is_selected(const wire::imap::List& list, const Node& node) {
  const bool special = node.mailbox && !node.mailbox->special_use.empty();
  if (list.select_special_use && !special) return false;
  if (list.select_subscribed) return node.subscribed || (list.recursive_match && node.subscribed_below);
  return node.mailbox || node.has_children;  // not what is only subscribed to
}

std::string line(std::string_view response, const std::string& attributes, const std::string& name) {
  return "* " + std::string(response) + " (" + attributes + ") \"/\" " + wire::imap::mailbox_of(name);
}

}  // namespace

std::string list_lines(const wire::imap::List& list, const std::vector<Mailbox>& mailboxes,
                       const std::vector<std::string>& subscriptions) {
  // RFC 3501 section 6.3.8: an empty name asks for the delimiter and the root of the reference.
  if (!list.extended && list.patterns.front().empty()) return "* LIST (\\Noselect) \"/\" \"\"\r\n";
  std::string out;
  for (const auto& [name, node] : tree_of(mailboxes, subscriptions))
    if (matches_one(list, name) && is_selected(list, node))
      out += line("LIST", attributes(list, node), name) + child_info(list, node) + "\r\n";
  return out;
}

std::string lsub_lines(const wire::imap::List& list, const std::vector<Mailbox>& mailboxes,
                       const std::vector<std::string>& subscriptions) {
  std::map<std::string, bool> found;  // name, and whether it is subscribed to itself
  for (const auto& name : subscriptions) {
    if (matches_one(list, name)) found[name] = true;
    // RFC 3501 section 6.3.9: `%` shows the level above a subscription that it does not reach, as \Noselect.
    if (!list.patterns.front().ends_with('%')) continue;
    for_each_above(name, [&](const std::string& above) {
      if (matches_one(list, above)) found.emplace(above, false);
    });
  }
  std::string out;
  for (const auto& [name, subscribed] : found) {
    const bool there = std::ranges::find(mailboxes, name, &Mailbox::name) != mailboxes.end();
    out += line("LSUB", subscribed && there ? "" : "\\Noselect", name) + "\r\n";
  }
  return out;
}

net::Task<Reply> answer_list(Session& session, wire::imap::Arguments arguments,
                             wire::imap::List (*read_arguments)(wire::imap::Arguments&),
                             decltype(list_lines)& lines) {
  const auto asked = read_arguments(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto mailboxes = co_await session.store().mailboxes(session.account());
  if (!mailboxes) co_return failed(mailboxes.error());
  const auto subscriptions = co_await session.store().subscriptions(session.account());
  if (!subscriptions) co_return failed(subscriptions.error());
  co_await session.write(lines(asked, *mailboxes, *subscriptions));
  co_return ok("listed");
}

}  // namespace store::imap
