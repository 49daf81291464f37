// A message body as one immutable run of octets: in memory while small, an unlinked spool file when large.

#include "base/body.hpp"

#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/digest.hpp"
#include "base/folder.hpp"

namespace base {
namespace {

[[noreturn]] void fail_with_errno(const char* what) {
  throw std::system_error(errno, std::system_category(), what);
}

/// A file that nobody else can name: it is gone when its descriptor and mappings are.
int open_unlinked(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  if (errno != EOPNOTSUPP && errno != EISDIR) fail_with_errno("cannot open a spool file");
  auto name = (folder / "spool-XXXXXX").string();  // a file system without O_TMPFILE
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) fail_with_errno("cannot open a spool file");
  ::unlink(name.c_str());
  return named;
}

void write_all(int fd, std::string_view octets) {
  while (!octets.empty()) {
    const auto written = ::write(fd, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with_errno("cannot write to a spool file");
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

/// The octets, in memory or mapped.
class Body::Held {
 public:
  explicit Held(std::string octets) : octets_(std::move(octets)) {}
  Held(void* start, std::size_t length) : mapped_(start), length_(length) {}
  ~Held() {
    if (mapped_ != nullptr) ::munmap(mapped_, length_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  [[nodiscard]] std::string_view view() const {
    return mapped_ == nullptr ? std::string_view(octets_)
                              : std::string_view(static_cast<char*>(mapped_), length_);
  }
  [[nodiscard]] const Octets& digest() const {
    std::call_once(once_, [this] { digest_ = base::sha256(view()); });
    return digest_;
  }

 private:
  std::string octets_;
  void* mapped_ = nullptr;
  std::size_t length_ = 0;
  mutable std::once_flag once_;
  mutable Octets digest_;
};

Body::Body(std::string octets)
    : held_(std::make_shared<const Held>(std::move(octets))), view_(held_->view()) {}

const Octets& Body::sha256() const {
  static const Octets of_nothing = base::sha256({});
  return held_ ? held_->digest() : of_nothing;
}

Body Body::of_file(int fd, std::size_t length) {
  const Descriptor file(fd);
  Body body;
  if (length == 0) return body;  // an empty mapping is an error
  // Beyond the end of the file a mapping exists, and kills who reads it.
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) fail_with_errno("cannot read a body file");
  if (static_cast<ByteCount>(status.st_size) < length)
    throw std::system_error(std::make_error_code(std::errc::io_error), "a body file is too short");
  void* const start = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) fail_with_errno("cannot map a body file");
  body.held_ = std::make_shared<const Held>(start, length);
  body.view_ = body.held_->view();
  return body;
}

Spool::Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
}

void Spool::add(std::string_view octets) {
  if (memory_.size() + octets.size() > memory_limit) {
    if (fd_ < 0) fd_ = open_unlinked(folder_);
    write_all(fd_, memory_);
    memory_.clear();
    if (octets.size() > memory_limit) {
      write_all(fd_, octets);
      size_ += octets.size();
      return;
    }
  }
  memory_ += octets;
  size_ += octets.size();
}

Body Spool::finish() {
  const auto size = std::exchange(size_, 0);
  if (fd_ < 0) return Body(std::exchange(memory_, {}));
  write_all(fd_, std::exchange(memory_, {}));
  return Body::of_file(std::exchange(fd_, -1), size);
}

}  // namespace base
