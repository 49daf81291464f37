// "mboxmetadata" and "servermetadata" (RFC 5490 sections 3.3 to 4.2): annotations of mailboxes and of the
// server.

#include <algorithm>

#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

// An annotation that does not exist matches nothing, and does not count.
bool matches(Run& run, const Arguments& arguments, Metadata annotation) {
  const auto value = run.ask(std::move(annotation));
  if (!value) return false;
  Match match(run, arguments, false);
  return match.offer(*value) || match.finish();
}

bool metadata(Run& run, const Arguments& arguments) {
  const std::string mailbox(arguments.string("mailbox"));
  if (mailbox.empty()) return false;  // "" would be the server
  return matches(run, arguments,
                 {.mailbox = mailbox, .entry = std::string(arguments.string("annotation-name"))});
}

bool server_metadata(Run& run, const Arguments& arguments) {
  return matches(run, arguments, {.mailbox = "", .entry = std::string(arguments.string("annotation-name"))});
}

bool exist(Run& run, const Arguments& arguments, const std::string& mailbox) {
  const auto names = arguments.strings("annotation-names");
  return std::ranges::all_of(names, [&](std::string_view name) {
    return run.ask(Metadata{.mailbox = mailbox, .entry = std::string(name)}).has_value();
  });
}

bool metadata_exists(Run& run, const Arguments& arguments) {
  const std::string mailbox(arguments.string("mailbox"));
  return !mailbox.empty() && exist(run, arguments, mailbox);
}

bool server_metadata_exists(Run& run, const Arguments& arguments) {
  return exist(run, arguments, "");
}

}  // namespace

extern const Extension mboxmetadata_extension{
    .capability = "mboxmetadata",
    .needs = Needs::mailboxes,
    .tests = {{.name = "metadata",
               .takes = {string("mailbox"), string("annotation-name"), string_list("key-list")},
               .keys = "key-list",
               .evaluate = metadata},
              {.name = "metadataexists",
               .takes = {string("mailbox"), string_list("annotation-names")},
               .evaluate = metadata_exists}},
};

extern const Extension servermetadata_extension{
    .capability = "servermetadata",
    .needs = Needs::mailboxes,
    .tests = {{.name = "servermetadata",
               .takes = {string("annotation-name"), string_list("key-list")},
               .keys = "key-list",
               .evaluate = server_metadata},
              {.name = "servermetadataexists",
               .takes = {string_list("annotation-names")},
               .evaluate = server_metadata_exists}},
};

}  // namespace sieve
