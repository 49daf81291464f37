// Dict files: text files of lines in pairs, a key and its value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sievetool::testsuite {

/// The value of `key`; nothing if it is not there, or the file cannot be read.
std::optional<std::string> dict_value(const std::string& path, std::string_view key);

}  // namespace sievetool::testsuite
