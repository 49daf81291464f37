// Reading Maildirs and mboxes.

#include "sievetool/messages.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/folder.hpp"

namespace sievetool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view separator = "From ";

/// Nothing if it is not there any more.
std::optional<std::string> octets_of(const base::Descriptor& folder, const fs::path& file) {
  const auto fail = [&] { throw fs::filesystem_error("", file, {errno, std::generic_category()}); };
  const base::Descriptor open(::openat(folder.get(), file.filename().c_str(), O_RDONLY | O_CLOEXEC));
  if (!open && errno == ENOENT) return std::nullopt;
  struct stat status{};
  if (!open || ::fstat(open.get(), &status) != 0) fail();
  std::string out(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    const auto got = ::read(open.get(), out.data() + have, out.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail();
    if (got == 0) break;  // it became shorter
    have += static_cast<std::size_t>(got);
  }
  out.resize(have);
  return out;
}

void each_in_maildir(const fs::path& maildir, const std::function<void(std::string)>& take) {
  for (const auto* part : {"cur", "new"}) {
    const fs::path path = maildir / part;
    const base::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const auto& entry : fs::directory_iterator(path))
      if (entry.is_regular_file())
        if (auto octets = octets_of(folder, entry.path())) take(as_sent(std::move(*octets)));
  }
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
  auto at = octets.find('\n');
  if (at == std::string::npos || (at > 0 && octets[at - 1] == '\r')) return octets;
  std::string out;
  out.reserve(octets.size() + octets.size() / 16);  // lines of 16 octets and more
  std::size_t begin = 0;
  for (; at != std::string::npos; at = octets.find('\n', begin)) {
    out.append(octets, begin, at - begin).append("\r\n", 2);
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
