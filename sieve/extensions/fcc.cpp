// "fcc" (RFC 8580): a copy of what vacation and notify send is filed.

#include "sieve/extension.hpp"

namespace sieve {
namespace {

/// The tags of other extensions see it as the action of a fileinto.
template <class Sending>
void file_copy(Sending& action, Run& run, const Arguments& arguments) {
  Action filed = FileInto{.mailbox = std::string(arguments.string(":fcc"))};
  for (const auto& given : arguments.given().tags)
    if (given.tag->on == any_copy && given.tag->apply) given.tag->apply(filed, run, arguments);
  action.fcc = std::get<FileInto>(std::move(filed));
}

constexpr auto apply = []<class Sending>(Sending& action, Run& run, const Arguments& arguments)
  requires requires { action.fcc; }
{ file_copy(action, run, arguments); };

}  // namespace

extern const Extension fcc_extension{
    .capability = "fcc",
    .needs = Needs::mailboxes,
    .tags = {{.on = any_copy, .name = ":fcc", .takes = {string("mailbox")}, .apply = apply}},
};

}  // namespace sieve
