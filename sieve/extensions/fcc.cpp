// "fcc" (RFC 8580): a copy of what vacation and notify send is filed.

#include "sieve/extension.hpp"
#include "sieve/mailbox_name.hpp"

namespace sieve {
namespace {

void check_copy(Check& check, const GivenTag& tag) {
  const Text& mailbox = tag.value->strings.front();
  if (!mailbox.is_constant()) return;
  if (const auto wrong = mailbox_name_fault(mailbox.constant); !wrong.empty())
    check.error(mailbox.span, std::string(wrong));
}

/// The tags of other extensions see it as the action of a fileinto.
template <class Sending>
void file_copy(Sending& action, Run& run, const Arguments& arguments) {
  const auto mailbox = arguments.string(":fcc");
  if (const auto wrong = mailbox_name_fault(mailbox); !wrong.empty()) run.fail(":fcc: " + std::string(wrong));
  Action filed = FileInto{.mailbox = std::string(mailbox)};
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
    .tags =
        {{.on = any_copy, .name = ":fcc", .takes = {string("mailbox")}, .apply = apply, .check = check_copy}},
};

}  // namespace sieve
