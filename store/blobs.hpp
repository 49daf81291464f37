// The seam to message bodies: append-only segments here, an object store elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "base/body.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/task.hpp"

namespace store {

/// A coarse operation: one transaction, a value or the Error that stands in its place. What only the machine
/// can cause is thrown.
template <class T>
using Answer = net::Task<base::Result<T>>;

/// Names a stored body; opaque, at most 64 octets, "" for none.
struct BlobRef {
  std::string token;
  auto operator<=>(const BlobRef&) const = default;
};

/// Octets [begin, begin + length) of a body; cut at its end.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t length = UINT64_MAX;
};

/// Holds message bodies. A body is durable before a row names it; a body that no row names is swept.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// Durable on return. no_space when the disk is full.
  virtual Answer<BlobRef> put(base::Body body) = 0;
  /// not_found if the body is gone.
  virtual Answer<base::Body> get(BlobRef ref, Range range) = 0;
};

}  // namespace store
