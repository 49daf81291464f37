// store/imap: what can still be done when nothing can be stored.

#include <gtest/gtest.h>

#include "tests/store/imap/session_test.hpp"
#include "tests/support/unused_store.hpp"

namespace tests {
namespace {

/// Reads from another store, and takes no change.
class FullStore final : public store::UnusedStore {
 public:
  explicit FullStore(store::Store& inner) : inner_(inner) {}
  store::Answer<store::Changed> mutate(mail::AccountId, store::Mutation, std::string) override {
    co_return base::fail(base::Errc::no_space, "the disk is full");
  }
  store::Answer<store::Changes> changes(mail::AccountId account, mail::ModSeq since,
                                        std::size_t limit) override {
    return inner_.changes(account, since, limit);
  }
  store::Answer<std::vector<mail::ModSeq>> heads(std::vector<mail::AccountId> accounts) override {
    return inner_.heads(std::move(accounts));
  }
  store::Answer<store::MailboxView> mailbox(mail::AccountId account, std::string name) override {
    return inner_.mailbox(account, std::move(name));
  }
  store::Answer<std::vector<store::Message>> messages(mail::AccountId account, mail::MailboxId mailbox,
                                                      mail::UidSet uids) override {
    return inner_.messages(account, mailbox, std::move(uids));
  }

 private:
  store::Store& inner_;
};

TEST_F(ImapSessionTest, OnAFullDiskMailIsReadAndStaysUnread) {
  FullStore full(world.engine.store());
  const store::imap::Services services{.store = full,
                                       .blobs = world.engine.blobs(),
                                       .bus = world.bus,
                                       .presence = *world.presence,
                                       .authenticator = world.authenticator,
                                       .clock = world.clock,
                                       .pool = world.loops.pool(),
                                       .spool = world.folder.path()};
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    auto [ours, theirs] = net::memory_streams(world.loops.first());
    world.sessions.start(store::imap::serve(std::move(theirs), services, store::imap::Tls::by_command));
    net::Connection client(std::move(ours));
    co_await client.write("l LOGIN alice secret\r\ns SELECT INBOX\r\n");
    co_await line_of(client, "s OK");
    co_await client.write("a FETCH 1 BODY[]\r\nb FETCH 1 RFC822\r\nc FETCH 1 FLAGS\r\n");
    std::string heard;
    for (std::string got; !got.starts_with("c ") && !got.starts_with('('); heard += got + "\n")
      got = co_await line(client);
    EXPECT_EQ(heard,
              "* 1 FETCH (BODY[] {14}\nSubject: x\n\n)\na OK fetched\n"
              "* 1 FETCH (RFC822 {14}\nSubject: x\n\n)\nb OK fetched\n"
              "* 1 FETCH (FLAGS (\\Recent))\nc OK fetched\n");
    client.close();
    co_await world.sessions.joined();
  });
}

}  // namespace
}  // namespace tests
