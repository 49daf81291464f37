// The bundled engine: what happens when a store is opened.

#include "store/engines/sqlite/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <SQLiteCpp/Exception.h>

#include "store/engines/sqlite/backup.hpp"
#include "store/engines/sqlite/check.hpp"
#include "store/engines/sqlite/copying.hpp"
#include "store/engines/sqlite/schema.hpp"
#include "store/engines/sqlite/state.hpp"

namespace store::sqlite {
namespace {

/// A few KiB each.
constexpr std::size_t remembered_accounts = 10'000;

std::filesystem::path database_in(const std::filesystem::path& folder) {
  return folder / "store.db";
}

std::filesystem::path segments_in(const std::filesystem::path& folder) {
  return folder / "segments";
}

EngineOptions with_folders(EngineOptions options) {
  for (const auto& folder : {options.directory, segments_in(options.directory)}) {
    if (!std::filesystem::create_directories(folder)) continue;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  }
  return options;
}

/// Migrates, loads what is kept in memory, voids the leases of earlier processes. Gives the number of the
/// first segment that this process may create: above every one that was ever there.
std::uint32_t prepare(const EngineOptions& options, Books& books, const base::Clock& clock) {
  Connection database(database_in(options.directory), Connection::Role::writer, options.durable);
  migrate(database);
  books.manners = {.runs_notifier = options.runs_notifier,
                   .has_room = options.has_room,
                   .first_lease = options.first_lease,
                   .dedup_retention = options.dedup_retention,
                   .fault = options.hooks.fault};
  books.load(database);
  database.run("BEGIN IMMEDIATE");
  Transaction tx(database, books, clock.now());
  finish_copies(tx);
  database.run("COMMIT");
  database.run("UPDATE outbox SET leased = 0, due = ?1, since = ?1 WHERE leased = 1", clock.now());
  const auto named = database.number("SELECT max(number) FROM segment").value_or(0);
  const auto used = database.number("SELECT value FROM sequence WHERE name = 'segment'").value_or(0);
  const auto files = segments::numbers_in(segments_in(options.directory));
  const auto there = files.empty() ? 0 : std::int64_t{files.back()};
  const auto first = std::max({named, used, there}) + 1;
  database.run("INSERT OR REPLACE INTO sequence(name, value) VALUES ('segment', ?)", first);
  return static_cast<std::uint32_t>(first);
}

/// Of a file that is damaged SQLite says what, but not which.
std::uint32_t opened(const EngineOptions& options, Books& books, const base::Clock& clock) {
  require_database(options.directory);
  try {
    return prepare(options, books, clock);
  } catch (const SQLite::Exception& failure) {
    throw std::runtime_error("cannot open " + database_in(options.directory).string() + ": " +
                             failure.what());
  }
}

}  // namespace

SqliteEngine::State::State(EngineOptions given, const base::Clock& clock, EventBus& bus,
                           const boost::asio::any_io_executor& pool)
    : options(with_folders(std::move(given))),
      full_disk(clock, options.log),
      lock(options.directory),
      secrets(options.key_file.empty() ? options.directory / "secrets.key" : options.key_file,
              !std::filesystem::exists(database_in(options.directory))),
      first_segment(opened(options, books, clock)),
      recent(remembered_accounts),
      checkpointer(database_in(options.directory), options.durable),
      writer({.database = database_in(options.directory),
              .durable = options.durable,
              .on_broken = options.on_broken,
              .on_full = [this](std::size_t refused) { full_disk.refused(refused); },
              .on_due = options.on_due,
              .on_frames = [this](std::int64_t frames) { checkpointer.committed(frames); },
              .hold_checkpoints = [this](bool wait) { return checkpointer.hold(wait); }},
             books, recent, clock, bus),
      readers(database_in(options.directory), options.durable, pool),
      files(segments_in(options.directory)),
      log({.folder = segments_in(options.directory),
           .first_number = first_segment,
           .size_limit = options.segment_size,
           .durable = options.durable,
           .on_placed =
               [this](const segments::Place& place, base::Time now) {
                 books.pending.add(place.id, place.segment, place.position, now);
               },
           .on_broken = options.on_broken,
           .on_full = [this](std::size_t refused) { full_disk.refused(refused); },
           .sync = options.hooks.segment_sync}),
      blobs(log, files, readers, clock, pool),
      keeper({writer, readers, books, log, files, clock},
             {.events = options.event_retention,
              .traces = options.trace_retention,
              .orphans = options.orphan_retention,
              .erase_within = options.erase_within},
             options.log),
      store(writer, readers, books, recent, secrets),
      outbox(writer, readers, clock) {}

SqliteEngine::SqliteEngine(EngineOptions options, const base::Clock& clock, EventBus& bus,
                           const boost::asio::any_io_executor& pool)
    : state_(std::make_unique<State>(std::move(options), clock, bus, pool)) {}

SqliteEngine::~SqliteEngine() = default;

Store& SqliteEngine::store() {
  return state_->store;
}

Outbox& SqliteEngine::outbox() {
  return state_->outbox;
}

BlobStore& SqliteEngine::blobs() {
  return state_->blobs;
}

void SqliteEngine::tidy() {
  state_->keeper.tidy();
}

std::vector<std::string> SqliteEngine::check() {
  auto look = [&](Connection& db) { return sqlite::check(db, state_->files, state_->secrets); };
  return state_->readers.snapshot(look);
}

void SqliteEngine::back_up(const std::filesystem::path& to) {
  sqlite::back_up(state_->writer, state_->keeper, state_->log, state_->files, to);
}

}  // namespace store::sqlite
