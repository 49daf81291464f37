// "fileinto" (RFC 5228 section 4.1).

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_name = 1000;  // octets

/// What is wrong with a mailbox name, or "".
std::string_view fault(std::string_view name) {
  if (name.empty()) return "the name of the mailbox is empty";
  if (name.size() > longest_name) return "the name of the mailbox is too long";
  if (!base::text::is_utf8(name)) return "the name of the mailbox is not UTF-8";
  const bool control =
      std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
  if (control) return "the name of the mailbox holds control characters";
  return {};
}

void check_fileinto(Check& check, Statement& statement) {
  const Text& mailbox = statement.given.positional[0]->strings.front();
  if (!mailbox.is_constant()) return;
  if (const auto wrong = fault(mailbox.constant); !wrong.empty())
    check.error(mailbox.span, std::string(wrong));
}

void fileinto(Run& run, const Arguments& arguments) {
  const auto mailbox = arguments.string("mailbox");
  if (const auto wrong = fault(mailbox); !wrong.empty()) run.fail("fileinto: " + std::string(wrong));
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
