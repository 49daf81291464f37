// Bodies in segment files. Where a body was written first stands in its name; compaction may have moved it,
// and then its row says where it is.

#include "store/engines/sqlite/blobs.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "net/on.hpp"
#include "store/segments/record.hpp"

namespace store::sqlite {
namespace {

using segments::Files;

struct Where {
  std::uint32_t segment = 0;
  std::uint64_t position = 0;
};

base::Error gone() {
  return base::fail(base::Errc::not_found, "the body of this message is gone");
}

base::Result<Where> row_of(Connection& db, std::int64_t body) {
  auto row = db.rows("SELECT segment, position FROM body WHERE id = ?", body);
  if (!row.next()) return gone();
  return Where{row.small(0), row.count(1)};
}

}  // namespace

Answer<BlobRef> SegmentBlobs::put(base::Body body) {
  const auto length = body.size();
  segments::Record record{.body = std::move(body), .received = clock_.now()};
  const auto place = co_await log_.put(std::move(record));
  if (!place) co_return place.error();
  co_return blob_ref(place->id, length);
}

Answer<base::Body> SegmentBlobs::get(BlobRef ref, Range range) {
  const BodyName name = body_name(ref);
  if (name.id == 0) co_return gone();
  const auto begin = std::min(range.begin, name.length);
  std::string octets(std::min(range.length, name.length - begin), '\0');
  if (octets.empty()) co_return base::Body();
  const auto position = segments::birth_position(name.id) + segments::header_size + begin;
  if (files_.read(segments::birth_segment(name.id), position, octets, Files::Wait::never) ==
      Files::Outcome::read)
    co_return base::Body(std::move(octets));
  auto work = [this, name, begin, into = std::move(octets)]() mutable {
    return read_from_disk(name, begin, std::move(into));
  };
  co_return co_await net::on(pool_, std::move(work));
}

base::Result<base::Body> SegmentBlobs::read_from_disk(const BodyName& name, std::uint64_t begin,
                                                      std::string into) {
  Where where{segments::birth_segment(name.id), segments::birth_position(name.id)};
  // Compaction may move it again between the look at its row and the read: each time its row says where to.
  for (int tries = 0; tries < 5; ++tries) {
    const auto position = where.position + segments::header_size + begin;
    const auto outcome = files_.read(where.segment, position, into, Files::Wait::disk);
    if (outcome == Files::Outcome::read) return base::Body(std::move(into));
    if (outcome == Files::Outcome::too_short)
      throw std::runtime_error("a segment ends before the body that its row names");
    auto look = [&](Connection& db) { return row_of(db, name.id); };
    const auto found = readers_.snapshot(look);
    if (!found) return found.error();
    where = *found;
  }
  return gone();
}

}  // namespace store::sqlite
