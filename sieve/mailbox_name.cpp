// Names of mailboxes: what none can be called.

#include "sieve/mailbox_name.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace sieve {

std::string_view mailbox_name_fault(std::string_view name) {
  constexpr std::size_t longest = 1000;  // octets
  if (name.empty()) return "the name of the mailbox is empty";
  if (name.size() > longest) return "the name of the mailbox is too long";
  if (!base::text::is_utf8(name)) return "the name of the mailbox is not UTF-8";
  const bool control =
      std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
  return control ? "the name of the mailbox holds control characters" : std::string_view();
}

}  // namespace sieve
