// What LIST and STATUS ask for (RFC 3501 sections 6.3.8 and 6.3.10, RFC 5258, RFC 6154).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/imap/arguments.hpp"

namespace wire::imap {

enum class StatusItem { messages, recent, uid_next, uid_validity, unseen };
std::string_view name_of(StatusItem item);
/// `(MESSAGES UNSEEN)`, at least one.
std::vector<StatusItem> status_items(Arguments& arguments);

/// LIST in its basic and extended forms. Names and patterns are UTF-8.
struct List {
  bool extended = false;  ///< selection or return options, or several patterns, were given
  bool select_subscribed = false;
  bool select_special_use = false;
  bool recursive_match = false;
  bool return_subscribed = false;
  std::string reference;
  std::vector<std::string> patterns;  ///< with the reference in front; one "" asks for the delimiter
};
List list_arguments(Arguments& arguments);
/// LSUB: a reference and one pattern.
List lsub_arguments(Arguments& arguments);

}  // namespace wire::imap
