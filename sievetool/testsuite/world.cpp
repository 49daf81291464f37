// The answers of the world, and how runs reach it.

#include "sievetool/testsuite/world.hpp"

#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "sieve/enclosed.hpp"
#include "sievetool/testsuite/lists.hpp"

namespace sievetool::testsuite {

World& world(sieve::Run& run) {
  auto* found = dynamic_cast<World*>(run.host());
  if (found == nullptr) throw std::logic_error("vnd.dovecot.testsuite: a run without its world");
  return *found;
}

sieve::Edited seen(sieve::Run& run) {
  auto edited = run.edited();
  return edited != nullptr ? edited : world(run).current.message();
}

void show_current(sieve::Run& run) {
  run.result().state<sieve::Enclosed>() = {};  // of the message before it
  run.edit_message(std::string(world(run).current.message()->octets()));
}

namespace {

struct Answering {
  World& world;

  sieve::Answer operator()(const sieve::MayDeliverTo& asked) const {
    return world.mailboxes.exists(asked.mailbox);
  }
  sieve::Answer operator()(const sieve::IncludedScript& asked) const { return load_included(world, asked); }
  sieve::Answer operator()(const sieve::Metadata& asked) const {
    return world.mailboxes.metadata(asked.mailbox, asked.entry);
  }
  sieve::Answer operator()(const sieve::ListKnown& asked) const {
    return list_known(world.settings, asked.list);
  }
  sieve::Answer operator()(const sieve::ListHolds& asked) const {
    return list_holds(world.settings, asked.list, asked.values);
  }
  template <class Other>
  sieve::Answer operator()(const Other& asked) const {
    return sieve::nothing_known(asked);
  }
};

}  // namespace

void World::reload(std::string_view extension) {
  settings.reload(extension);
  current.configure(settings);
}

void World::begin_log() {
  errors.clear();
  logged_in_block = true;
}

sieve::Answer World::answer(const sieve::Question& question) {
  return std::visit(Answering{*this}, question);
}

}  // namespace sievetool::testsuite
