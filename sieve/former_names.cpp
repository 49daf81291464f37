// Names of drafts that became RFCs under others.

#include "sieve/former_names.hpp"

#include <algorithm>
#include <array>

namespace sieve {
namespace {

struct Former {
  std::string_view name;
  std::string_view now;
};

constexpr std::array extensions{Former{"imapflags", "imap4flags"}, Former{"notify", "enotify"},
                                Former{"vnd.dovecot.duplicate", "duplicate"}};
constexpr std::array commands{Former{"mark", "addflag \"\\\\Flagged\";"},
                              Former{"unmark", "removeflag \"\\\\Flagged\";"},
                              Former{"denotify", "a test around notify"}};
// Of the first notify (draft-martin-sieve-notify), and not of enotify.
constexpr std::array tags_of_notify{":method", ":id", ":low", ":normal", ":high"};

template <std::size_t count>
std::string_view now(std::string_view name, const std::array<Former, count>& table) {
  const auto found = std::ranges::find(table, name, &Former::name);
  return found == table.end() ? std::string_view() : found->now;
}

}  // namespace

std::string_view extension_now(std::string_view capability) {
  return now(capability, extensions);
}

std::string_view command_now(std::string_view name) {
  return now(name, commands);
}

std::string_view tag_now(std::string_view command, std::string_view tag) {
  const bool old = command == "notify" && std::ranges::find(tags_of_notify, tag) != tags_of_notify.end();
  return !old               ? ""
         : tag == ":high"   ? "notify :importance \"1\" \"mailto:you@example.com\";"
         : tag == ":normal" ? "notify :importance \"2\" \"mailto:you@example.com\";"
         : tag == ":low"    ? "notify :importance \"3\" \"mailto:you@example.com\";"
                            : "notify :message \"text\" \"mailto:you@example.com\";";
}

}  // namespace sieve
