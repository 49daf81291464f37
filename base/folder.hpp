// Folders and files as owners.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

namespace base {

/// A fresh folder, removed with all it holds when this goes. On $TMPDIR, else /dev/shm where there is one,
/// else /tmp.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Owns a file descriptor; -1 owns nothing.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// The whole file; throws std::filesystem::filesystem_error.
std::string read_file(const std::filesystem::path& path);
/// Replaces `path` at once (temporary name, fsync, rename, fsync of the folder) with `mode` (octal
/// permissions).
void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0600);

}  // namespace base
