// "special-use" (RFC 8579): the test specialuse_exists, and :specialuse for fileinto.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

/// use-attr of RFC 6154 section 6: a backslash and an atom.
bool is_use(std::string_view text) {
  return text.size() > 1 && text.front() == '\\' && std::ranges::all_of(text.substr(1), [](char c) {
           return c > 32 && c < 127 && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
         });
}

// Section 3. What is no special use is assigned to nothing.
bool special_use_exists(Run& run, const Arguments& arguments) {
  const std::string mailbox(arguments.has("mailbox") ? arguments.string("mailbox") : std::string_view());
  const auto uses = arguments.strings("special-use-attrs");
  return std::ranges::all_of(uses, [&](std::string_view use) {
    return is_use(use) && run.ask(MailboxWithUse{.use = std::string(use), .mailbox = mailbox}).has_value();
  });
}

// Section 4: the default mailbox wins if it has the use itself, and is taken if no mailbox has it. With
// :create it is made with the use (section 4.1).
void file_by_use(FileInto& action, Run& run, const Arguments& arguments) {
  const std::string use(arguments.string(":specialuse"));
  if (!is_use(use)) run.fail("fileinto: \"" + use + "\" is no special use");
  if (run.ask(MailboxWithUse{.use = use, .mailbox = action.mailbox})) return;
  if (const auto found = run.ask(MailboxWithUse{.use = use, .mailbox = ""}))
    action.mailbox = *found;
  else
    action.special_use = use;
}

}  // namespace

extern const Extension special_use_extension{
    .capability = "special-use",
    .needs = Needs::mailboxes,
    .tests = {{.name = "specialuse_exists",
               .takes = {{.name = "mailbox", .optional = true}, string_list("special-use-attrs")},
               .evaluate = special_use_exists}},
    .tags = {{.on = "fileinto",
              .name = ":specialuse",
              .takes = {string("special-use-attr")},
              .group = "mailbox by attribute",
              .apply = file_by_use},
             {.on = any_copy,
              .name = ":specialuse",
              .takes = {string("special-use-attr")},
              .group = "mailbox by attribute",
              .beside = ":fcc",
              .apply = file_by_use}},
};

}  // namespace sieve
