// One process owns a store's folder.

#include "store/engines/sqlite/lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "base/text.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace store::sqlite {

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const auto path = folder / "lock";
  file_ = base::Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  if (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      throw std::system_error(errno, std::generic_category(), "cannot lock " + path.string());
    const auto owner = base::read_file(path);
    throw StoreInUse("the store " + folder.string() + " is in use by process " +
                     (owner.empty() ? "?" : std::string(base::text::trimmed(owner))));
  }
  const auto pid = std::to_string(getpid()) + "\n";
  if (ftruncate(file_.get(), 0) != 0 || pwrite(file_.get(), pid.data(), pid.size(), 0) < 0)
    throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

}  // namespace store::sqlite
