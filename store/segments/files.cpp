// The segment files of a folder: read by pread, without the disk where the octets are in memory.

#include "store/segments/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>

namespace store::segments {
namespace {

constexpr std::size_t most_open = 256;
constexpr std::string_view suffix = ".seg";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

std::filesystem::path path_of(const std::filesystem::path& folder, std::uint32_t number) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  const std::string_view found(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return folder / (std::string(8 - found.size(), '0').append(found).append(suffix));
}

std::vector<std::uint32_t> numbers_in(const std::filesystem::path& folder) {
  std::vector<std::uint32_t> numbers;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.size() != 8 + suffix.size() || !name.ends_with(suffix)) continue;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + 8, number, 16);
    if (error == std::errc{} && end == name.data() + 8) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

Files::Opened Files::open(std::uint32_t segment) {
  const std::lock_guard lock(mutex_);
  if (const auto known = open_.find(segment); known != open_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, known->second.used);
    return known->second.file;
  }
  const int fd = ::open(path_of(folder_, segment).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return nullptr;
  if (fd < 0) fail("cannot open a segment");
  auto file = std::make_shared<const base::Descriptor>(fd);
  if (open_.size() >= most_open) {
    open_.erase(by_use_.back());
    by_use_.pop_back();
  }
  by_use_.push_front(segment);
  open_[segment] = {file, by_use_.begin()};
  return file;
}

Files::Outcome Files::read(std::uint32_t segment, std::uint64_t position, std::string& into, Wait wait) {
  const auto file = open(segment);
  if (!file) return Outcome::gone;
  for (std::size_t done = 0; done < into.size();) {
    iovec rest{into.data() + done, into.size() - done};
    const auto count = preadv2(file->get(), &rest, 1, static_cast<off_t>(position + done),
                               wait == Wait::never ? RWF_NOWAIT : 0);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (count == 0) {
      return Outcome::too_short;
    } else if (wait == Wait::never && (errno == EAGAIN || errno == EOPNOTSUPP)) {
      return Outcome::cold;  // tmpfs knows no RWF_NOWAIT
    } else if (errno != EINTR) {
      fail("cannot read a segment");
    }
  }
  return Outcome::read;
}

void Files::remove(std::uint32_t segment) {
  const std::lock_guard lock(mutex_);
  if (const auto known = open_.find(segment); known != open_.end()) {
    by_use_.erase(known->second.used);
    open_.erase(known);
  }
  std::filesystem::remove(path_of(folder_, segment));
}

}  // namespace store::segments
