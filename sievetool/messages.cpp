// Reading Maildirs and mboxes.

#include "sievetool/messages.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/folder.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view separator = "From ";

std::optional<std::string> octets_of(const fs::path& file) {
  try {
    return base::read_file(file);
  } catch (const fs::filesystem_error& failure) {
    if (failure.code() == std::errc::no_such_file_or_directory) return std::nullopt;
    throw;
  }
}

void each_in_maildir(const fs::path& folder, const std::function<void(std::string)>& take) {
  for (const auto* part : {"cur", "new"})
    for (const auto& entry : fs::directory_iterator(folder / part))
      if (entry.is_regular_file())
        if (auto octets = octets_of(entry.path())) take(as_sent(std::move(*octets)));
}

/// Where the next separator begins, behind an empty line; or the end.
std::size_t next_message(std::string_view mbox, std::size_t from) {
  for (auto at = mbox.find("\nFrom ", from); at != std::string_view::npos;
       at = mbox.find("\nFrom ", at + 1)) {
    const auto line = mbox.substr(0, at);
    if (line.ends_with('\n') || line.ends_with("\n\r")) return at + 1;
  }
  return mbox.size();
}

void each_in_mbox(std::string_view mbox, const std::function<void(std::string)>& take) {
  while (!mbox.empty()) {
    const auto begin = std::min(mbox.find('\n'), mbox.size() - 1) + 1;
    const auto end = next_message(mbox, begin - 1);
    auto message = mbox.substr(begin, end - begin);
    if (end < mbox.size()) message.remove_suffix(message.ends_with("\r\n") ? 2 : 1);
    take(as_sent(std::string(message)));
    mbox.remove_prefix(end);
  }
}

}  // namespace

std::string as_sent(std::string octets) {
  if (octets.find("\r\n") != std::string::npos) return octets;
  std::string out;
  out.reserve(octets.size() + static_cast<std::size_t>(std::ranges::count(octets, '\n')));
  std::size_t begin = 0;
  for (auto at = octets.find('\n'); at != std::string::npos; at = octets.find('\n', begin)) {
    out.append(octets, begin, at - begin).append("\r\n");
    begin = at + 1;
  }
  return out.append(octets, begin);
}

base::Result<void> each_message(const fs::path& folder, const std::function<void(std::string)>& take) {
  try {
    if (fs::is_directory(folder / "cur") && fs::is_directory(folder / "new")) {
      each_in_maildir(folder, take);
      return {};
    }
    if (fs::is_directory(folder))
      return base::fail(base::Errc::not_found, folder.string() + ": is no Maildir");
    const std::string mbox = base::read_file(folder);
    if (!mbox.empty() && !mbox.starts_with(separator))
      return base::fail(base::Errc::not_found, folder.string() + ": is no mbox");
    each_in_mbox(mbox, take);
    return {};
  } catch (const fs::filesystem_error& failure) {
    return base::fail(base::Errc::not_found, failure.path1().string() + ": " + failure.code().message());
  }
}

}  // namespace sievetool
