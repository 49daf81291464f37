// test_mailbox_create, test_mailbox_delete, test_imap_metadata_set.

#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

void create(sieve::Run& run, const sieve::Arguments& arguments) {
  world(run).mailboxes.create(arguments.string("name"));
}

void erase(sieve::Run& run, const sieve::Arguments& arguments) {
  world(run).mailboxes.erase(arguments.string("name"));
}

void set_metadata(sieve::Run& run, const sieve::Arguments& arguments) {
  const auto mailbox = arguments.has(":mailbox") ? arguments.string(":mailbox") : std::string_view();
  world(run).mailboxes.set_metadata(mailbox, arguments.string("entry"), arguments.string("value"));
}

}  // namespace

std::vector<sieve::Command> mailbox_commands() {
  return {{.name = "test_mailbox_create", .takes = {sieve::string("name")}, .perform = create},
          {.name = "test_mailbox_delete", .takes = {sieve::string("name")}, .perform = erase},
          {.name = "test_imap_metadata_set",
           .takes = {sieve::string("entry"), sieve::string("value")},
           .tags = {{.name = ":mailbox", .takes = {sieve::string("name")}}},
           .perform = set_metadata}};
}

}  // namespace sievetool::testsuite
