// Folders and files as owners.

#include "base/folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/random.hpp"

namespace base {
namespace {

std::filesystem::path where_temporary_folders_go() {
  if (const char* chosen = std::getenv("TMPDIR")) return chosen;
  std::error_code ignored;
  return std::filesystem::is_directory("/dev/shm", ignored) ? "/dev/shm" : "/tmp";
}

[[noreturn]] void fail_on(const std::filesystem::path& path, const char* what) {
  throw std::filesystem::filesystem_error(what, path, std::error_code(errno, std::system_category()));
}

void write_all(int fd, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_on(path, "cannot write");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder() : path_(where_temporary_folders_go() / ("notifyd-" + random_name())) {
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // a destructor has nobody to tell
  std::filesystem::remove_all(path_, ignored);
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::string read_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) fail_on(path, "cannot open");
  std::string content;
  char piece[65536];
  for (;;) {
    const auto count = ::read(file.get(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_on(path, "cannot read");
    if (count == 0) return content;
    content.append(piece, static_cast<std::size_t>(count));
  }
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  const auto temporary = path.string() + ".new";
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!file) fail_on(temporary, "cannot create");
    write_all(file.get(), content, temporary);
    if (::fsync(file.get()) != 0) fail_on(temporary, "cannot sync");
  }
  std::filesystem::rename(temporary, path);
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) fail_on(parent, "cannot sync");
}

}  // namespace base
