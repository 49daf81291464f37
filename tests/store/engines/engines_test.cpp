// The engines that the suite runs over: a row of store/engines.def each.

#include "store/engines/sqlite/engine.hpp"
#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

class OpenSqlite final : public OpenEngine {
 public:
  OpenSqlite(const Wish& wish, const base::Clock& clock, store::EventBus& bus,
             boost::asio::any_io_executor pool)
      : engine_({.directory = wish.directory,
                 .key_file = wish.directory.parent_path() / "key",
                 .runs_notifier = wish.runs_notifier,
                 .has_room = wish.has_room,
                 .hooks = {.fault = wish.fault}},
                clock, bus, std::move(pool)) {}
  store::Store& store() override { return engine_.store(); }
  store::Outbox& outbox() override { return engine_.outbox(); }
  store::BlobStore& blobs() override { return engine_.blobs(); }
  std::vector<std::string> check() override { return engine_.check(); }

 private:
  store::sqlite::SqliteEngine engine_;
};

std::unique_ptr<OpenEngine> open_sqlite(const Wish& wish, const base::Clock& clock, store::EventBus& bus,
                                        boost::asio::any_io_executor pool) {
  return std::make_unique<OpenSqlite>(wish, clock, bus, std::move(pool));
}

}  // namespace

std::vector<EngineRow> all_engines() {
#define ENGINE(name) {#name, open_##name},
  return {
#include "store/engines.def"
  };
#undef ENGINE
}

}  // namespace tests
