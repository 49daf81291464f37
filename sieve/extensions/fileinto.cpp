// "fileinto" (RFC 5228 section 4.1).

#include "sieve/extension.hpp"
#include "sieve/mailbox_name.hpp"

namespace sieve {
namespace {

void check_fileinto(Check& check, Statement& statement) {
  const Text& mailbox = statement.given.positional[0]->strings.front();
  if (!mailbox.is_constant()) return;
  if (const auto wrong = mailbox_name_fault(mailbox.constant); !wrong.empty())
    check.error(mailbox.span, std::string(wrong));
}

void fileinto(Run& run, const Arguments& arguments) {
  const auto mailbox = arguments.string("mailbox");
  if (const auto wrong = mailbox_name_fault(mailbox); !wrong.empty())
    run.fail("fileinto: " + std::string(wrong));
  run.perform(FileInto{.mailbox = std::string(mailbox)}, arguments);
  if (!arguments.has(":copy")) run.cancel_implicit_keep();
}

}  // namespace

extern const Extension fileinto_extension{
    .capability = "fileinto",
    .needs = Needs::delivery,
    .commands =
        {{.name = "fileinto", .takes = {string("mailbox")}, .check = check_fileinto, .perform = fileinto}},
};

}  // namespace sieve
