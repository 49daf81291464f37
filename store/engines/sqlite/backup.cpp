// A copy of a running store, and a store from such a copy. Order: nothing is moved or removed from here on;
// the database in slices between the writer's groups; the open segment is sealed, so that every body that a
// copied row names lies in a sealed one; then the segments; last the file that says the backup is whole.

#include "store/engines/sqlite/backup.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include <SQLiteCpp/Backup.h>

#include "base/folder.hpp"
#include "base/text.hpp"
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

/// What a backup consists of, with the size of each: the content of `whole`, which is written last.
std::string inventory(const std::filesystem::path& folder) {
  std::string text = "a whole backup\n";
  const auto add = [&](const std::filesystem::path& name) {
    text += std::to_string(std::filesystem::file_size(folder / name)) + ' ' + name.string() + '\n';
  };
  add("store.db");
  for (const auto number : segments::numbers_in(folder / "segments"))
    add(segments::path_of("segments", number));
  return text;
}

/// Files that are missing or cut off, and what stands in the place of one, such as a link to another.
void require_inventory(const std::filesystem::path& folder) {
  const std::string text = base::read_file(folder / whole);
  for (const auto line : base::text::split(text, '\n')) {
    const auto blank = line.find(' ');
    const auto size = base::text::number(line.substr(0, blank));
    if (!size || blank == std::string_view::npos) continue;
    const auto file = folder / line.substr(blank + 1);
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file)))
      throw CopyRefused(base::Errc::syntax, file.string() + " of the backup is missing: take another one");
    if (std::filesystem::file_size(file) != *size)
      throw CopyRefused(base::Errc::syntax, file.string() + " of the backup has " +
                                                std::to_string(std::filesystem::file_size(file)) +
                                                " octets, not " + std::string(line.substr(0, blank)) +
                                                ": take another one");
  }
}

/// A backup that was cut off has no `whole`.
void require_whole(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder))
    throw CopyRefused(base::Errc::not_found, "there is no backup " + folder.string());
  const bool has_all =
      std::filesystem::exists(folder / "store.db") && std::filesystem::exists(folder / "segments");
  if (std::filesystem::exists(folder / whole) && has_all) return require_inventory(folder);
  throw CopyRefused(
      base::Errc::syntax,
      folder.string() + (std::filesystem::exists(folder / "store.db")
                             ? " is a backup that was not finished: take another one"
                             : " is not a backup: give the folder that `notifyd store backup` made"));
}

/// So that another try finds the folder as this one did. What cannot be removed stays.
void clear(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const char* name : {whole, "store.db", "store.db-journal", "segments"})
    std::filesystem::remove_all(folder / name, ignored);
}

/// What came after the backup has had uids and modseqs beyond those in it: clients may know them.
void leave_room(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
  database.exec("PRAGMA journal_mode = DELETE");
  database.exec("BEGIN IMMEDIATE");
  database.exec(
      "UPDATE mailbox SET uid_next = uid_next + 1000000 WHERE NOT EXISTS"
      " (SELECT 1 FROM unfinished u WHERE u.account = mailbox.account)");
  database.exec("UPDATE account SET head = head + 1000000");
  database.exec("COMMIT");
}

/// The store's own folder is no place for a copy of it.
void require_apart(const std::filesystem::path& to, const std::filesystem::path& store) {
  const auto inside =
      std::filesystem::weakly_canonical(to).lexically_relative(std::filesystem::canonical(store));
  if (inside.empty() || *inside.begin() == "..") return;
  throw CopyRefused(base::Errc::already_exists,
                    to.string() + " lies in the store itself: give a folder elsewhere");
}

/// An earlier restore into this folder. Its mark is written beside the name and renamed.
bool was_cut_off(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / restoring) ||
         std::filesystem::exists(folder / (std::string(restoring) + ".new"));
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
  if (was_cut_off(folder))
    throw CopyRefused(base::Errc::already_exists, "the restore of " + folder.string() +
                                                      " was cut off: run `notifyd store restore` again");
  const auto segments = folder / "segments";
  if (!std::filesystem::exists(segments) || segments::numbers_in(segments).empty()) return;
  throw CopyRefused(
      base::Errc::already_exists,
      folder.string() +
          " has segments with mail, but their database store.db is missing: put it back, or move " +
          segments.string() + " away and restore a backup");
}

void back_up(Writer& writer, Keeper& keeper, segments::Log& log, const segments::Files& files,
             const std::filesystem::path& to) {
  require_apart(to, files.folder().parent_path());
  require_empty(to);
  const auto still = keeper.hold_still();
  try {
    copy_database(writer, to / "store.db");
    sync(to / "store.db");
    log.seal();
    copy_segments(files.folder(), to / "segments", log.sealed_below());
    base::write_file(to / whole, inventory(to));
    sync(to);
  } catch (const SQLite::Exception& failure) {
    clear(to);
    if (failure.getErrorCode() != SQLITE_FULL) throw;
    throw std::system_error(ENOSPC, std::generic_category(), "cannot write " + to.string());
  } catch (...) {
    clear(to);
    throw;
  }
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
  if (was_cut_off(to))
    std::filesystem::remove_all(to / "segments");
  else
    require_database(to);
  base::write_file(unfinished, "");
  sync(to);
  copy_segments(from / "segments", to / "segments", UINT32_MAX);
  std::filesystem::copy_file(from / "store.db", unfinished,
                             std::filesystem::copy_options::overwrite_existing);
  try {
    leave_room(unfinished);
  } catch (const SQLite::Exception& failure) {
    throw CopyRefused(base::Errc::syntax,
                      (from / "store.db").string() + " of the backup cannot be read: " + failure.what());
  }
  sync(unfinished);
  std::filesystem::rename(unfinished, to / "store.db");
  sync(to);
}

}  // namespace store::sqlite
