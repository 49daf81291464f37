// "mailboxid" (RFC 9042): mailboxes by the id that survives a rename.

#include <algorithm>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

// Section 4: if no mailbox has the id, the one that is named is taken.
void file_by_id(FileInto& action, Run& run, const Arguments& arguments) {
  if (const auto found = run.ask(MailboxWithId{std::string(arguments.string(":mailboxid"))}))
    action.mailbox = *found;
}

// Section 6.
bool mailbox_id_exists(Run& run, const Arguments& arguments) {
  const auto ids = arguments.strings("mailbox-objectids");
  return std::ranges::all_of(
      ids, [&](std::string_view id) { return run.ask(MailboxWithId{std::string(id)}).has_value(); });
}

}  // namespace

extern const Extension mailboxid_extension{
    .capability = "mailboxid",
    .needs = Needs::mailboxes,
    .tests = {{.name = "mailboxidexists",
               .takes = {string_list("mailbox-objectids")},
               .evaluate = mailbox_id_exists}},
    .tags = {{.on = "fileinto",
              .name = ":mailboxid",
              .takes = {string("mailboxid")},
              .group = "mailbox by attribute",
              .apply = file_by_id},
             {.on = any_copy,
              .name = ":mailboxid",
              .takes = {string("mailboxid")},
              .group = "mailbox by attribute",
              .beside = ":fcc",
              .apply = file_by_id}},
};

}  // namespace sieve
