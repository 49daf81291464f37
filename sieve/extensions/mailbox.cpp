// "mailbox" (RFC 5490 section 3): the test mailboxexists, and :create for fileinto.

#include <algorithm>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

// Section 3.1: true only if every named mailbox exists and the user may deliver into it.
bool mailbox_exists(Run& run, const Arguments& arguments) {
  return std::ranges::all_of(arguments.texts("mailbox-names"), [&](const Text& name) {
    return run.ask(MayDeliverTo{std::string(run.text(name))});
  });
}

void create(FileInto& action) {
  action.create = true;
}

}  // namespace

extern const Extension mailbox_extension{
    .capability = "mailbox",
    .needs = Needs::mailboxes,
    .tests = {{.name = "mailboxexists", .takes = {string_list("mailbox-names")}, .evaluate = mailbox_exists}},
    .tags = {{.on = "fileinto", .name = ":create", .apply = create},
             {.on = any_copy, .name = ":create", .beside = ":fcc", .apply = create}},
};

}  // namespace sieve
