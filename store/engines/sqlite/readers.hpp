// Snapshot reads on the pool for blocking work, each on a connection of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/on.hpp"
#include "net/task.hpp"
#include "store/engines/sqlite/connection.hpp"

namespace store::sqlite {

/// Connections that wait for their next reader; as many as readers ever ran at once. Thread-safe.
class Readers {
 public:
  Readers(std::filesystem::path database, bool durable, boost::asio::any_io_executor pool)
      : database_(std::move(database)), durable_(durable), pool_(std::move(pool)) {}

  /// Runs `look` (Connection& -> Result<T>) in one read transaction, which ends before the answer leaves.
  template <class T, class Look>
  net::Task<base::Result<T>> read(Look look) {
    auto work = [this, &look] { return snapshot(look); };
    co_return co_await net::on(pool_, std::move(work));
  }
  /// The same on this thread.
  template <class Look>
  auto snapshot(Look& look) {
    const Loan loan(*this);
    const Snapshot held(*loan.connection);
    return look(*loan.connection);
  }

 private:
  /// A connection that goes back when this goes.
  struct Loan {
    explicit Loan(Readers& readers) : owner(readers), connection(readers.take()) {}
    ~Loan() { owner.put_back(std::move(connection)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Readers& owner;
    std::unique_ptr<Connection> connection;
  };
  /// A read transaction that ends when this goes.
  struct Snapshot {
    explicit Snapshot(Connection& c) : connection(c) { connection.run("BEGIN"); }
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    Connection& connection;
  };

  std::unique_ptr<Connection> take();
  void put_back(std::unique_ptr<Connection> connection);

  std::filesystem::path database_;
  bool durable_;
  boost::asio::any_io_executor pool_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace store::sqlite
