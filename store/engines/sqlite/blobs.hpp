// Bodies in segment files, named by rows.
#pragma once

#include "net/loops.hpp"
#include "store/blobs.hpp"
#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/readers.hpp"
#include "store/segments/files.hpp"
#include "store/segments/log.hpp"

namespace store::sqlite {

class SegmentBlobs final : public BlobStore {
 public:
  SegmentBlobs(segments::Log& log, segments::Files& files, Readers& readers, const base::Clock& clock,
               boost::asio::any_io_executor pool)
      : log_(log), files_(files), readers_(readers), clock_(clock), pool_(std::move(pool)) {}

  Answer<BlobRef> put(base::Body body) override;
  Answer<base::Body> get(BlobRef ref, Range range) override;

 private:
  base::Result<base::Body> read_from_disk(const BodyName& name, std::uint64_t begin, std::string into);

  segments::Log& log_;
  segments::Files& files_;
  Readers& readers_;
  const base::Clock& clock_;
  boost::asio::any_io_executor pool_;
};

}  // namespace store::sqlite
