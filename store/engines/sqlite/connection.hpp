// One connection to the database of the store, and its prepared statements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "base/clock.hpp"

namespace store::sqlite {

/// Milliseconds that a statement waits for a lock that another connection holds.
constexpr int busy_patience = 10'000;

/// Octets to be bound as a BLOB; a string is bound as TEXT.
struct Blob {
  std::string_view octets;
};

/// Rows of one statement, in order. Ends (and frees the statement for its next use) when it goes. Two Query
/// of one SQL text must not live at once.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_(statement) {}
  ~Query() { statement_.tryReset(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  [[nodiscard]] bool next() { return statement_.executeStep(); }
  [[nodiscard]] std::int64_t number(int column) const { return statement_.getColumn(column).getInt64(); }
  [[nodiscard]] std::uint64_t count(int column) const { return static_cast<std::uint64_t>(number(column)); }
  [[nodiscard]] std::uint32_t small(int column) const { return static_cast<std::uint32_t>(number(column)); }
  [[nodiscard]] bool truth(int column) const { return number(column) != 0; }
  [[nodiscard]] bool null(int column) const { return statement_.getColumn(column).isNull(); }
  [[nodiscard]] base::Time time(int column) const { return base::from_microseconds(number(column)); }
  /// TEXT or BLOB.
  [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }

 private:
  SQLite::Statement& statement_;
};

/// Belongs to one thread at a time. Every failure is a SQLite::Exception: only the machine causes one.
class Connection {
 public:
  enum class Role { writer, reader };

  /// `durable` false: nothing is synced (tests of what a power cut does).
  Connection(const std::filesystem::path& file, Role role, bool durable);

  /// Runs a statement without rows; returns how many rows it changed. `sql` is a literal: statements are kept
  /// under it.
  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    SQLite::Statement& statement = bound<Keep::reference>(sql, values...);
    const Query ends(statement);
    return statement.exec();
  }
  /// The first column of the first row; nothing if there is no row or it is NULL.
  template <class... Values>
  std::optional<std::int64_t> number(std::string_view sql, const Values&... values) {
    Query query(bound<Keep::reference>(sql, values...));
    if (!query.next() || query.null(0)) return std::nullopt;
    return query.number(0);
  }
  template <class... Values>
  Query rows(std::string_view sql, const Values&... values) {
    return Query(bound<Keep::copy>(sql, values...));
  }
  /// Several statements that are not kept.
  void script(const std::string& sql) { database_.exec(sql); }
  [[nodiscard]] SQLite::Database& database() { return database_; }
  /// True while a transaction is open (SQLite ends some by itself when the disk fails).
  [[nodiscard]] bool in_transaction();

 private:
  /// What a statement has of its texts and octets. Those of one that is done when the call returns outlive
  /// it; the rows of a Query may be stepped through when they have gone.
  enum class Keep { reference, copy };

  template <Keep keep, class... Values>
  SQLite::Statement& bound(std::string_view sql, const Values&... values) {
    SQLite::Statement& statement = prepared(sql);
    int place = 0;
    (bind<keep>(statement, ++place, values), ...);
    return statement;
  }
  template <Keep keep, class Value>
  static void bind(SQLite::Statement& statement, int place, const Value& value) {
    if constexpr (std::is_same_v<Value, Blob>) {
      const char* octets = value.octets.data() ? value.octets.data() : "";
      const auto size = static_cast<int>(value.octets.size());
      if constexpr (keep == Keep::reference)
        statement.bindNoCopy(place, static_cast<const void*>(octets), size);
      else
        statement.bind(place, static_cast<const void*>(octets), size);
    } else if constexpr (keep == Keep::reference && std::is_same_v<Value, std::string>)
      statement.bindNoCopy(place, value);
    else if constexpr (std::is_convertible_v<Value, std::string_view>)
      statement.bind(place, std::string(value));
    else if constexpr (std::is_same_v<Value, base::Time>)
      statement.bind(place, static_cast<int64_t>(base::microseconds(value)));
    else if constexpr (std::is_same_v<Value, std::nullptr_t>)
      statement.bind(place);
    else if constexpr (std::is_integral_v<Value> || std::is_enum_v<Value>)
      statement.bind(place, static_cast<int64_t>(value));
    else
      statement.bind(place, static_cast<int64_t>(value.value));  // the strong numbers of mail/ids.hpp
  }
  SQLite::Statement& prepared(std::string_view sql);

  SQLite::Database database_;
  std::unordered_map<std::string_view, SQLite::Statement> statements_;
};

/// The disk is full: the operation may be tried again when there is space.
bool is_full(const SQLite::Exception& failure);
/// Nothing wrong with the disk: the statement broke a constraint of the schema.
bool is_constraint(const SQLite::Exception& failure);

}  // namespace store::sqlite
