// Versions that scripts made (RFC 5293) go first, so that the case knows what still needs the message as it
// came.

#include "notifyd/filters/bodies.hpp"

#include <map>
#include <utility>
#include <vector>

namespace notifyd::filters {

net::Task<base::Result<void>> Bodies::put(Shared& shared, Case& one) {
  const auto edited = co_await put_versions(one);
  if (!edited) co_return edited.error();
  if (!one.needs_body() || !shared.body.token.empty()) co_return base::Result<void>();
  auto stored = co_await blobs_.put(shared.message.body());
  if (!stored) co_return stored.error();
  shared.body = std::move(*stored);
  co_return base::Result<void>();
}

net::Task<base::Result<void>> Bodies::put_versions(Case& one) {
  std::vector<std::pair<sieve::Edited, store::BlobRef*>> wanted;
  for (std::size_t i = 0; i < one.edits.targets.size(); ++i)
    wanted.emplace_back(one.edits.targets[i], &one.delivery.targets[i].body);
  for (std::size_t i = 0; i < one.edits.outgoing.size(); ++i)
    wanted.emplace_back(one.edits.outgoing[i], &one.delivery.outgoing[i].body);
  for (std::size_t i = 0; i < one.edits.pipes.size(); ++i)
    wanted.emplace_back(one.edits.pipes[i], &one.delivery.pipes[i].body);
  for (std::size_t i = 0; i < one.edits.copies.size(); ++i)
    wanted.emplace_back(one.edits.copies[i], &one.delivery.copies[i].body);
  std::map<sieve::Edited, store::BlobRef> known;
  for (auto& [version, ref] : wanted) {
    if (version == nullptr) continue;
    if (!known.contains(version)) {
      auto stored = co_await blobs_.put(version->body());
      if (!stored) co_return stored.error();
      known.emplace(version, std::move(*stored));
    }
    *ref = known.at(version);
  }
  co_return base::Result<void>();
}

void name_body(const Shared& shared, Case& one) {
  if (one.told.token.empty()) {
    one.delivery.body = one.needs_body() ? shared.body : store::BlobRef{};
    return;
  }
  one.delivery.body = one.told;
  for (store::Outgoing& mail : one.delivery.outgoing)
    if (mail.carries_body && mail.body.token.empty()) mail.body = shared.body;
  for (store::Piped& pipe : one.delivery.pipes)
    if (pipe.body.token.empty()) pipe.body = shared.body;
}

}  // namespace notifyd::filters
