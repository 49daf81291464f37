// Snapshot reads on connections of their own.

#include "store/engines/sqlite/readers.hpp"

#include <sqlite3.h>

namespace store::sqlite {

Readers::Snapshot::~Snapshot() {
  sqlite3_exec(connection.database().getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::unique_ptr<Connection> Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return std::make_unique<Connection>(database_, Connection::Role::reader, durable_);
}

void Readers::put_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

}  // namespace store::sqlite
