// Appends bodies to segment files. Order: pwrite, fdatasync, then the places are told. A full disk refuses
// the batch and cuts the segment back to where it was; any other failure of the disk ends the log.

#include "store/segments/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <future>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "store/segments/files.hpp"
#include "store/segments/record.hpp"

namespace store::segments {
namespace {

constexpr std::size_t records_at_once = 256;  // two parts each, within IOV_MAX

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

bool is_full(int error) {
  return error == ENOSPC || error == EDQUOT;
}

void write_all(int fd, std::vector<iovec> parts, std::uint64_t position) {
  for (std::size_t first = 0; first < parts.size();) {
    const auto count =
        pwritev(fd, &parts[first], static_cast<int>(parts.size() - first), static_cast<off_t>(position));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno, "cannot write to a segment");
    position += static_cast<std::uint64_t>(count);
    for (auto rest = static_cast<std::size_t>(count); first < parts.size();) {
      if (rest < parts[first].iov_len) {
        parts[first].iov_base = static_cast<char*>(parts[first].iov_base) + rest;
        parts[first].iov_len -= rest;
        break;
      }
      rest -= parts[first++].iov_len;
    }
  }
}

}  // namespace

Log::Log(Options options)
    : options_(std::move(options)),
      sealed_below_(options_.first_number),
      next_number_(options_.first_number) {
  if (!options_.sync)
    options_.sync = [durable = options_.durable](int fd) {
      return durable && fdatasync(fd) != 0 ? errno : 0;
    };
  thread_ = std::thread([this] { run(); });
}

Log::~Log() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

base::Result<Place> Log::Waiting::answer() const {
  if (failure) std::rethrow_exception(failure);
  if (refused) return *refused;
  return place;
}

void Log::submit(std::vector<Waiting*> waiting) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), waiting.begin(), waiting.end());
  }
  wake_.notify_one();
}

net::Task<base::Result<Place>> Log::put(Record record) {
  Waiting waiting{.record = std::move(record)};
  auto accept = [this, &waiting](std::function<void()> resume) {
    waiting.resume = std::move(resume);
    submit({&waiting});
  };
  co_await net::hand_over(accept);
  co_return waiting.answer();
}

base::Result<std::vector<Place>> Log::put_now(std::vector<Record> records) {
  std::vector<Place> places;
  if (records.empty()) return places;
  std::promise<void> done;
  std::atomic<std::size_t> left{records.size()};
  std::vector<Waiting> waiting(records.size());
  std::vector<Waiting*> all;
  for (std::size_t i = 0; i < records.size(); ++i) {
    waiting[i].record = std::move(records[i]);
    waiting[i].resume = [&] {
      if (--left == 0) done.set_value();
    };
    all.push_back(&waiting[i]);
  }
  submit(std::move(all));
  done.get_future().get();
  for (const auto& one : waiting) {
    auto place = one.answer();
    if (!place) return std::move(place).error();
    places.push_back(*place);
  }
  return places;
}

void Log::seal() {
  std::unique_lock lock(mutex_);
  seal_ = true;
  wake_.notify_one();
  sealed_.wait(lock, [&] { return !seal_; });
}

void Log::run() {
  for (;;) {
    std::deque<Waiting*> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || seal_ || !waiting_.empty(); });
      if (seal_) {
        close_segment();
        seal_ = false;
        sealed_.notify_all();
      }
      batch.swap(waiting_);
      if (batch.empty() && stopping_) return;
    }
    if (!batch.empty()) write(batch);
  }
}

void Log::write(const Batch& batch) {
  try {
    append(batch);
    for (auto* one : batch)
      if (one->record.id == 0 && options_.on_placed) options_.on_placed(one->place, one->record.received);
  } catch (const std::system_error& error) {
    if (is_full(error.code().value())) {
      cut_back();
      for (auto* one : batch) one->refused = base::fail(base::Errc::no_space, "the disk is full");
      if (options_.on_full) options_.on_full(batch.size());
    } else {
      close_segment();
      for (auto* one : batch) one->failure = std::current_exception();
      if (!std::exchange(broken_, true) && options_.on_broken) options_.on_broken(error.what());
    }
  }
  for (auto* one : batch) {
    const auto resume = std::move(one->resume);  // its coroutine ends as soon as it goes on
    resume();
  }
}

void Log::append(const Batch& batch) {
  if (broken_) fail(EIO, "the disk under the segments has failed");
  for (auto begin = batch.begin(); begin != batch.end();) {
    if (file_ && end_ >= options_.size_limit) close_segment();
    if (!file_) begin_segment();
    // As many as this segment still takes; its last record may reach over the limit.
    auto end = begin;
    std::uint64_t size = written_;
    for (std::size_t count = 0; end != batch.end() && count < records_at_once && size < options_.size_limit;
         ++count)
      size += record_size((*end++)->record.body.size());
    append_some(begin, end);
    begin = end;
    if (begin == batch.end() || written_ >= options_.size_limit) sync();
  }
}

void Log::append_some(const Batch::const_iterator& begin, const Batch::const_iterator& end) {
  std::vector<std::array<char, header_size>> headers;
  headers.reserve(static_cast<std::size_t>(end - begin));
  std::vector<iovec> parts;
  std::uint64_t position = written_;
  for (auto each = begin; each != end; ++each) {
    Waiting& one = **each;
    const auto octets = one.record.body.view();
    const auto id = one.record.id ? one.record.id : body_id(number_, position);
    one.place = {id, number_, position};
    headers.push_back(
        encoded(RecordHeader{id, octets.size(), one.record.received, one.record.body.sha256()}));
    parts.push_back({headers.back().data(), header_size});
    if (!octets.empty()) parts.push_back({const_cast<char*>(octets.data()), octets.size()});
    position += record_size(octets.size());
  }
  write_all(file_.get(), std::move(parts), written_);
  written_ = position;
}

/// The file and its entry in the folder are durable before anything in it is named.
void Log::begin_segment() {
  const auto path = path_of(options_.folder, next_number_);
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) fail(errno, "cannot create a segment");
  number_ =
      next_number_++;  // also if a sync fails: the file is there, and none of its name can be made again
  const base::Descriptor folder(::open(options_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) fail(errno, "cannot open the folder of the segments");
  if (options_.durable && (fsync(file.get()) != 0 || fsync(folder.get()) != 0))
    fail(errno, "cannot sync a new segment");
  file_ = std::move(file);
  sealed_below_ = number_;
  end_ = 0;
  written_ = 0;
}

void Log::sync() {
  if (const int error = options_.sync(file_.get()); error != 0) {
    // Nothing more goes into it, whatever the reason: what the kernel says of it from now on is not to be
    // trusted.
    cut_back();
    close_segment();
    fail(error, "cannot sync a segment");
  }
  end_ = written_;
}

/// Gives back the space of what could not be made durable. Where even that fails the octets are dead, and
/// compaction takes them; but then nothing more is written behind them.
void Log::cut_back() {
  if (!file_) return;
  if (ftruncate(file_.get(), static_cast<off_t>(end_)) != 0) close_segment();
  written_ = end_;
}

void Log::close_segment() {
  file_ = base::Descriptor();
  sealed_below_ = next_number_;
  end_ = 0;
  written_ = 0;
}

}  // namespace store::segments
