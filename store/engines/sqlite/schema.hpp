// The tables of the store and their versions.
#pragma once

#include <stdexcept>

#include "store/engines/sqlite/connection.hpp"

namespace store::sqlite {

/// The schema that this program writes.
extern const int schema_version;

/// The store was written by a newer program.
class NewerSchema : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Brings the database to schema_version, step by step, each in a transaction. Throws NewerSchema, or
/// std::runtime_error if it is the database of another program.
void migrate(Connection& database);

}  // namespace store::sqlite
