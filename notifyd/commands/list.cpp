// notifyd list all|add|remove|show|import|delete: external lists that scripts ask (RFC 6134).

#include "store/list.hpp"

#include <iostream>
#include <sstream>

#include <boost/json/array.hpp>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"

namespace notifyd {
namespace {

constexpr std::size_t octets_at_once = 256 << 10;  // a body of the HTTP API has a limit

struct Options {
  std::string account;
  std::string list;
  std::vector<std::string> entries;
  std::string file;
};

/// Without an account: everybody's.
std::string lists_of(const Options& options) {
  return (options.account.empty() ? "/v1" : "/v1/accounts/" + segment(options.account)) + "/lists";
}
std::string path_of(const Options& options) {
  return lists_of(options) + "/" + segment(options.list);
}

/// Sums up what the calls for one command came to.
struct Changes {
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t entries = 0;
  Control::Reply last;

  /// False: it failed, and `last` says why.
  bool make(Control& control, const Options& options, std::string_view key,
            boost::json::array entries_of_it) {
    last = control.call("PATCH", path_of(options) + "/entries", {{key, std::move(entries_of_it)}});
    if (!last.is_good()) return false;
    added += last.body.at("added").to_number<std::int64_t>();
    removed += last.body.at("removed").to_number<std::int64_t>();
    entries = last.body.at("entries").to_number<std::int64_t>();
    return true;
  }
};

/// In slices, as each request has a limit; what was done before one that fails stays done.
void change(CommandLine& line, const Options& options, std::string_view key,
            const std::vector<std::string>& entries) {
  Control control(line);
  Changes changes;
  if (key == "add") changes.last = control.call("PUT", path_of(options));
  bool is_good = key != "add" || changes.last.is_good();
  for (auto next = entries.begin(); is_good && next != entries.end();) {
    boost::json::array slice;
    for (std::size_t octets = 0;
         next != entries.end() && octets < octets_at_once && slice.size() < store::ListChange::most_at_once;
         ++next) {
      octets += next->size();
      slice.emplace_back(*next);
    }
    is_good = changes.make(control, options, key, std::move(slice));
  }
  if (is_good && entries.empty()) is_good = changes.make(control, options, key, {});
  if (!is_good && changes.added + changes.removed > 0)
    std::cerr << changes.added << " entries were added and " << changes.removed << " removed before:\n";
  if (is_good)
    changes.last.body = boost::json::object{
        {"added", changes.added}, {"removed", changes.removed}, {"entries", changes.entries}};
  show(line, changes.last);
}

/// A line each; blank ones, and those that begin with #, are none.
std::vector<std::string> entries_in(const std::string& file) {
  std::stringstream standard_input;
  if (file == "-") standard_input << std::cin.rdbuf();
  const std::string text = file == "-" ? standard_input.str() : base::read_file(file);
  if (!base::text::is_utf8(text)) throw base::UsageError("FILE", "it is not UTF-8 text");
  std::vector<std::string> entries;
  for (const auto part : base::text::split(text, '\n')) {
    const auto entry = base::text::trimmed(part);
    if (!entry.empty() && !entry.starts_with('#')) entries.emplace_back(entry);
  }
  return entries;
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared by the callbacks, which the program keeps
  auto list =
      program.verb("list", "External lists that scripts ask: address books, blocked senders").needs_verb();
  const auto verb = [&](const char* name, const char* what, bool with_list = true) {
    auto command = list.verb(name, what);
    command.option("--account", options->account, "Address of an account; else the lists of everybody");
    if (with_list)
      command.option("LIST", options->list, "Such as tag:example.org,2026:vip or :addrbook:default")
          .required();
    return command;
  };
  verb("all", "All lists", false).action([&line, options] {
    call_and_print(line, "GET", lists_of(*options));
  });
  verb("show", "What a list holds").action([&line, options] {
    print_pages(line, path_of(*options) + "/entries", "after");
  });
  auto adding = verb("add", "Add entries to a list, which is made if it is not there");
  adding.option("ENTRY", options->entries, "Such as ann@example.org");
  adding.action([&line, options] { change(line, *options, "add", options->entries); });
  auto removing = verb("remove", "Remove entries from a list");
  removing.option("ENTRY", options->entries, "Such as ann@example.org").required();
  removing.action([&line, options] { change(line, *options, "remove", options->entries); });
  auto importing = verb("import", "Add the lines of a file to a list, which is made if it is not there");
  importing.option("FILE", options->file, "A line for each entry, # for a comment; - for standard input")
      .required();
  importing.action([&line, options] { change(line, *options, "add", entries_in(options->file)); });
  verb("delete", "Delete a list").action([&line, options] {
    call_and_print(line, "DELETE", path_of(*options));
  });
}

}  // namespace

extern const Command list_command{.set_up = set_up};

}  // namespace notifyd
