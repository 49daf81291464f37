// Character references of HTML, such as &auml; and &#228;.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// Appends what the reference stands for that `text` begins with ("&"). Octets taken, 0 if it is none that we
/// know.
std::size_t add_reference(std::string& out, std::string_view text);

}  // namespace mail
