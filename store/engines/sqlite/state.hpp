// The parts of the engine, in the order in which they start (and end the other way round).
#pragma once

#include "store/engines/sqlite/blobs.hpp"
#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/checkpointer.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/engines/sqlite/faces.hpp"
#include "store/engines/sqlite/full_disk.hpp"
#include "store/engines/sqlite/keeper.hpp"
#include "store/engines/sqlite/lock.hpp"
#include "store/engines/sqlite/readers.hpp"
#include "store/engines/sqlite/recent.hpp"
#include "store/engines/sqlite/secrets.hpp"
#include "store/engines/sqlite/writer.hpp"
#include "store/segments/files.hpp"
#include "store/segments/log.hpp"

namespace store::sqlite {

struct SqliteEngine::State {
  State(EngineOptions given, const base::Clock& clock, EventBus& bus,
        const boost::asio::any_io_executor& pool);

  EngineOptions options;
  FullDisk full_disk;
  FolderLock lock;
  Secrets secrets;
  Books books;
  std::uint32_t first_segment;  // set by prepare(), which migrates and loads the books
  Recent recent;
  Checkpointer checkpointer;
  Writer writer;
  Readers readers;
  segments::Files files;
  segments::Log log;
  SegmentBlobs blobs;
  Keeper keeper;
  StoreFace store;
  OutboxFace outbox;
};

}  // namespace store::sqlite
