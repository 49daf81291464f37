// A VFS that gathers the pages of a commit.
//
// Invariant: what SQLite has written to the log is in the file or in `waiting_`, which is the run of octets
// that begins at `begin_`; any call but another write behind that run brings it to the file first. A failure
// to do so is the failure of that call: for a sync it is the failure of the commit, as that of a write would
// be.

#include "store/engines/sqlite/wal_vfs.hpp"

#include <new>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

namespace store::sqlite {
namespace {

constexpr std::size_t most_octets = 1 << 20;  // that wait

sqlite3_vfs* system_vfs() {
  return sqlite3_vfs_find(nullptr);
}

/// Stands at the start of the memory that SQLite sets aside for a file, before the system's own.
class WalFile : public sqlite3_file {
 public:
  static constexpr std::size_t room = 128;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(this) + room); }

  int write(const void* octets, int count, sqlite3_int64 at) {
    const bool follows = at == begin_ + static_cast<sqlite3_int64>(waiting_.size());
    if (!waiting_.empty() && (!follows || waiting_.size() >= most_octets))
      if (const int code = flush(); code != SQLITE_OK) return code;
    if (waiting_.empty()) begin_ = at;
    waiting_.append(static_cast<const char*>(octets), static_cast<std::size_t>(count));
    return SQLITE_OK;
  }

  /// What could not be written is not tried again: SQLite takes the commit for failed, and writes its pages
  /// anew.
  int flush() {
    if (waiting_.empty()) return SQLITE_OK;
    const int code =
        real()->pMethods->xWrite(real(), waiting_.data(), static_cast<int>(waiting_.size()), begin_);
    waiting_.clear();  // keeps its room for the next
    return code;
  }

 private:
  std::string waiting_;
  sqlite3_int64 begin_ = 0;
};
static_assert(sizeof(WalFile) <= WalFile::room && WalFile::room % alignof(std::max_align_t) == 0);

WalFile& wal(sqlite3_file* file) {
  return *static_cast<WalFile*>(file);
}

/// The method of the system's file, for what does not look at its octets.
template <auto Method, class... Arguments>
int ask(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* real = wal(file).real();
  return (real->pMethods->*Method)(real, arguments...);
}

/// The same on a file to which all has been written.
template <auto Method, class... Arguments>
int pass_on(sqlite3_file* file, Arguments... arguments) {
  const int code = wal(file).flush();
  return code == SQLITE_OK ? ask<Method>(file, arguments...) : code;
}

int write(sqlite3_file* file, const void* octets, int count, sqlite3_int64 at) {
  return wal(file).write(octets, count, at);
}

/// What waits now belongs to no commit.
int close(sqlite3_file* file) {
  sqlite3_file* real = wal(file).real();
  const int code = real->pMethods->xClose(real);
  wal(file).~WalFile();
  return code;
}

constexpr sqlite3_io_methods make_methods() {
  using M = sqlite3_io_methods;
  M methods{};
  methods.iVersion = 1;
  methods.xClose = &close;
  methods.xRead = &pass_on<&M::xRead, void*, int, sqlite3_int64>;
  methods.xWrite = &write;
  methods.xTruncate = &pass_on<&M::xTruncate, sqlite3_int64>;
  methods.xSync = &pass_on<&M::xSync, int>;
  methods.xFileSize = &pass_on<&M::xFileSize, sqlite3_int64*>;
  methods.xLock = &ask<&M::xLock, int>;
  methods.xUnlock = &ask<&M::xUnlock, int>;
  methods.xCheckReservedLock = &ask<&M::xCheckReservedLock, int*>;
  methods.xFileControl = &ask<&M::xFileControl, int, void*>;
  methods.xSectorSize = &ask<&M::xSectorSize>;
  methods.xDeviceCharacteristics = &ask<&M::xDeviceCharacteristics>;
  return methods;
}
constexpr sqlite3_io_methods methods = make_methods();

int open(sqlite3_vfs* /*self*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* system = system_vfs();
  if ((flags & SQLITE_OPEN_WAL) == 0) return system->xOpen(system, name, file, flags, out_flags);
  auto* made = new (file) WalFile;
  made->pMethods = nullptr;  // nothing to close, should it fail
  const int code = system->xOpen(system, name, made->real(), flags, out_flags);
  if (code == SQLITE_OK)
    made->pMethods = &methods;
  else
    made->~WalFile();
  return code;
}

sqlite3_vfs made_vfs() {
  sqlite3_vfs vfs = *system_vfs();
  vfs.pNext = nullptr;
  vfs.zName = "notifyd";
  vfs.szOsFile += static_cast<int>(WalFile::room);
  vfs.xOpen = &open;
  return vfs;
}

}  // namespace

const char* gathering_vfs() {
  static sqlite3_vfs vfs = made_vfs();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  if (registered != SQLITE_OK) throw std::runtime_error("SQLite cannot take a VFS");
  return vfs.zName;
}

}  // namespace store::sqlite
