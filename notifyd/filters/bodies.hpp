// The octets of a message and of its edited versions, durable before a row names them.
#pragma once

#include "base/result.hpp"
#include "net/task.hpp"
#include "notifyd/filters/case.hpp"
#include "store/blobs.hpp"

namespace notifyd::filters {

/// Puts bodies. The cases of a message share it as it came: two that put it at once may do so twice, and what
/// no row names is swept.
class Bodies {
 public:
  explicit Bodies(store::BlobStore& blobs) : blobs_(blobs) {}

  /// What the case names: each version of the message once, and the message as it came if somebody needs it
  /// and it is not put yet. no_space as the store says; what only the machine can cause is thrown.
  net::Task<base::Result<void>> put(Shared& shared, Case& one);

 private:
  net::Task<base::Result<void>> put_versions(Case& one);

  store::BlobStore& blobs_;
};

/// Gives the delivery its body: the message as it came, or as another server has taken it.
void name_body(const Shared& shared, Case& one);

}  // namespace notifyd::filters
