// SPECIAL-USE and CREATE-SPECIAL-USE (RFC 6154): LIST reads the attribute, CREATE takes it.

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

constexpr std::array<std::string_view, 7> uses{"\\All",  "\\Archive", "\\Drafts", "\\Flagged",
                                               "\\Junk", "\\Sent",    "\\Trash"};

/// `USE (\Sent)`: one, since a mailbox has one use here.
void read_use(wire::imap::Arguments& arguments, Modified& modified) {
  arguments.space();
  arguments.expect('(');
  const auto name = arguments.flag();
  arguments.expect(')');
  const auto at =
      std::ranges::find_if(uses, [&](auto use) { return base::text::same_ignoring_case(use, name); });
  if (at != uses.end()) {
    modified.special_use = *at;
  } else if (!arguments.failed()) {
    arguments.fail(base::fail(base::Errc::unsupported, "there is no such special use"));
  }
}

constexpr std::array modified_commands{Modifier{.on = "CREATE", .name = "USE", .read = read_use}};

}  // namespace

extern const Command special_use_command{
    .name = "SPECIAL-USE", .capability = "SPECIAL-USE CREATE-SPECIAL-USE", .modifiers = modified_commands};

}  // namespace store::imap
