// A copy of a running store, and a store from such a copy. Order: nothing is moved or removed from here on;
// the database in slices between the writer's groups; the open segment is sealed, so that every body that a
// copied row names lies in a sealed one; then the segments; last the file that says the backup is whole.

#include "store/engines/sqlite/backup.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include <SQLiteCpp/Backup.h>

#include "base/folder.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/engines/sqlite/lock.hpp"

namespace store::sqlite {
namespace {

constexpr int pages_at_once = 500;  // 2 MB: some milliseconds of the writer
constexpr const char* whole = "whole";
constexpr const char* restoring = "restoring.db";

void sync(const std::filesystem::path& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || fsync(file.get()) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot sync " + path.string());
}

void copy_segments(const std::filesystem::path& from, const std::filesystem::path& to, std::uint32_t below) {
  std::filesystem::create_directories(to);
  for (const auto number : segments::numbers_in(from)) {
    if (number >= below) continue;
    std::filesystem::copy_file(segments::path_of(from, number), segments::path_of(to, number));
    sync(segments::path_of(to, number));
  }
  sync(to);
}

/// From the writer's own connection: from any other, each commit would make the copy begin again.
void copy_database(Writer& writer, const std::filesystem::path& to) {
  SQLite::Database target(to.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  std::optional<SQLite::Backup> backup;
  for (bool more = true; more;) {
    writer.between_groups([&](Connection& source) {
      if (!backup) backup.emplace(target, source.database());
      backup->executeStep(pages_at_once);
      more = backup->getRemainingPageCount() > 0;
    });
  }
  writer.between_groups([&](Connection&) { backup.reset(); });
}

/// `whole` is written last: a backup that was cut off has none.
void require_whole(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder))
    throw CopyRefused(base::Errc::not_found, "there is no backup " + folder.string());
  const bool has_all =
      std::filesystem::exists(folder / "store.db") && std::filesystem::exists(folder / "segments");
  if (std::filesystem::exists(folder / whole) && has_all) return;
  throw CopyRefused(
      base::Errc::syntax,
      folder.string() + (std::filesystem::exists(folder / "store.db")
                             ? " is a backup that was not finished: take another one"
                             : " is not a backup: give the folder that `notifyd store backup` made"));
}

void require_empty(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder))
    throw CopyRefused(base::Errc::already_exists,
                      folder.string() + " is no folder: give one that is empty or new");
  if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder))
    throw CopyRefused(base::Errc::already_exists,
                      folder.string() + " is not empty: give a folder that is empty or new");
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

}  // namespace

void require_database(const std::filesystem::path& folder) {
  if (std::filesystem::exists(folder / "store.db")) return;
  const auto segments = folder / "segments";
  if (!std::filesystem::exists(segments) || segments::numbers_in(segments).empty()) return;
  throw CopyRefused(
      base::Errc::already_exists,
      std::filesystem::exists(folder / restoring)
          ? "the restore of " + folder.string() + " was cut off: run `notifyd store restore` again"
          : folder.string() +
                " has segments with mail, but their database store.db is missing: put it back, or move " +
                segments.string() + " away and restore a backup");
}

void back_up(Writer& writer, Keeper& keeper, segments::Log& log, const segments::Files& files,
             const std::filesystem::path& to) {
  require_empty(to);
  const auto still = keeper.hold_still();
  copy_database(writer, to / "store.db");
  sync(to / "store.db");
  log.seal();
  copy_segments(files.folder(), to / "segments", log.sealed_below());
  base::write_file(to / whole, "a whole backup\n");
  sync(to);
}

void restore(const std::filesystem::path& from, const std::filesystem::path& to) {
  require_whole(from);
  std::filesystem::create_directories(to);
  const FolderLock lock(to);
  if (std::filesystem::exists(to / "store.db"))
    throw CopyRefused(base::Errc::already_exists,
                      to.string() + " holds a store already: move it away before another takes its place");
  std::filesystem::permissions(to, std::filesystem::perms::owner_all);
  const auto unfinished = to / restoring;
  // Segments without a database are somebody's mail, unless an earlier restore was cut off.
  if (std::filesystem::exists(unfinished)) std::filesystem::remove_all(to / "segments");
  require_database(to);
  base::write_file(unfinished, "");
  sync(to);
  copy_segments(from / "segments", to / "segments", UINT32_MAX);
  std::filesystem::copy_file(from / "store.db", unfinished,
                             std::filesystem::copy_options::overwrite_existing);
  {
    SQLite::Database database(unfinished.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA journal_mode = DELETE");
    database.exec("BEGIN IMMEDIATE");
    database.exec(
        "UPDATE mailbox SET uid_next = uid_next + 1000000 WHERE NOT EXISTS"
        " (SELECT 1 FROM unfinished u WHERE u.account = mailbox.account)");
    database.exec("UPDATE account SET head = head + 1000000");
    database.exec("COMMIT");
  }
  sync(unfinished);
  std::filesystem::rename(unfinished, to / "store.db");
  sync(to);
}

}  // namespace store::sqlite
