// A store of one mailbox in memory, and an IMAP server on it without threads: for fuzzing sessions.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "store/imap/services.hpp"
#include "tests/support/unused_store.hpp"

namespace tests {

/// INBOX with three messages; flags change, messages are expunged, appended and copied into it.
class SmallStore final : public store::UnusedStore, public store::BlobStore {
 public:
  SmallStore() {
    for (int i = 0; i < 3; ++i)
      add("Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b--\r\n", {});
  }

  store::Answer<store::BlobRef> put(base::Body body) override {
    bodies_.push_back(std::move(body));
    co_return store::BlobRef{std::to_string(bodies_.size() - 1)};
  }
  store::Answer<base::Body> get(store::BlobRef ref, store::Range range) override {
    const auto& body = bodies_.at(std::stoul(ref.token));
    co_return base::Body(std::string(body.view().substr(range.begin, range.length)));
  }
  store::Answer<store::Changed> mutate(mail::AccountId, store::Mutation mutation,
                                       std::string session) override {
    store::Changed changed{.modseq = head_, .uid_validity = mail::UidValidity{7}};
    session_ = std::move(session);
    const bool served = std::visit([&](const auto& what) { return apply(what, changed); }, mutation);
    if (!served) co_return base::fail(base::Errc::not_found, "there is no such mailbox");
    co_return changed;
  }
  store::Answer<store::Changes> changes(mail::AccountId, mail::ModSeq since, std::size_t) override {
    store::Changes found{.head = head_};
    for (const auto& event : events_)
      if (event.modseq > since) found.events.push_back(event);
    co_return found;
  }
  store::Answer<std::vector<mail::ModSeq>> heads(std::vector<mail::AccountId>) override {
    co_return std::vector{head_};
  }
  store::Answer<std::vector<store::Mailbox>> mailboxes(mail::AccountId) override {
    co_return std::vector{inbox()};
  }
  store::Answer<store::MailboxView> mailbox(mail::AccountId, std::string name) override {
    if (name != "INBOX") co_return base::fail(base::Errc::not_found, "there is no such mailbox");
    store::MailboxView view{.mailbox = inbox()};
    for (const auto& [uid, message] : messages_) view.uids.add(uid);
    co_return view;
  }
  store::Answer<std::vector<store::Message>> messages(mail::AccountId, mail::MailboxId,
                                                      mail::UidSet uids) override {
    std::vector<store::Message> found;
    for (const auto& [uid, message] : messages_)
      if (uids.contains(uid)) found.push_back(message);
    co_return found;
  }
  store::Answer<std::vector<std::string>> subscriptions(mail::AccountId) override {
    co_return std::vector<std::string>{"INBOX", "gone/below"};
  }

 private:
  store::Mailbox inbox() const {
    return {.id = mail::MailboxId{1},
            .name = "INBOX",
            .uid_validity = mail::UidValidity{7},
            .uid_next = next_,
            .messages = static_cast<std::uint32_t>(messages_.size()),
            .recent = 1};
  }
  mail::Event& tell(mail::EventName name) {
    ++head_.value;
    events_.push_back({.name = name, .modseq = head_, .mailbox = mail::MailboxId{1}, .session = session_});
    return events_.back();
  }
  mail::Uid add(const std::string& octets, const mail::Flags& flags) {
    bodies_.emplace_back(octets);
    const auto uid = next_;
    ++next_.value;
    messages_[uid] = {.uid = uid,
                      .flags = flags,
                      .size = octets.size() + 6,
                      .body = {std::to_string(bodies_.size() - 1)},
                      .prefix = "X: y\r\n"};
    auto& event = tell(mail::EventName::message_append);
    event.uids.add(uid);
    event.flags = flags;
    return uid;
  }

  bool apply(const store::StoreFlags& what, store::Changed& changed) {
    for (auto& [uid, message] : messages_) {
      if (!what.uids.contains(uid)) continue;
      mail::FlagChange change{.uid = uid, .before = message.flags};
      if (what.mode == store::StoreFlags::Mode::replace) message.flags = what.flags;
      if (what.mode == store::StoreFlags::Mode::add) message.flags.add(what.flags);
      if (what.mode == store::StoreFlags::Mode::remove) message.flags.remove(what.flags);
      change.after = message.flags;
      changed.flags.push_back(change);
    }
    tell(mail::EventName::flags_set).changes = changed.flags;
    return true;
  }
  bool apply(const store::Expunge& what, store::Changed& changed) {
    for (const auto& [uid, message] : messages_)
      if (what.uids.contains(uid) && message.flags.has(mail::Flags::deleted)) changed.expunged.add(uid);
    std::erase_if(messages_, [&](const auto& entry) { return changed.expunged.contains(entry.first); });
    tell(mail::EventName::message_expunge).uids = changed.expunged;
    return true;
  }
  bool apply(const store::Copy& what, store::Changed& changed) {
    if (what.to != "INBOX" || what.move) return false;
    for (const auto& uid : uids_in(what.uids)) {
      changed.source.push_back(uid);
      const auto& source = messages_.at(uid);
      changed.target.push_back(add("copy\r\n\r\n", source.flags));
    }
    return true;
  }
  bool apply(const store::Append& what, store::Changed& changed) {
    if (what.mailbox != "INBOX") return false;
    const auto& body = bodies_.at(std::stoul(what.body.token));
    changed.target.push_back(add(std::string(body.view()), what.flags));
    return true;
  }
  bool apply(const store::ClaimRecent&, store::Changed& changed) {
    changed.recent_from = mail::Uid{2};
    return true;
  }
  bool apply(const auto&, store::Changed&) { return false; }

  std::vector<mail::Uid> uids_in(const mail::UidSet& uids) const {
    std::vector<mail::Uid> found;
    for (const auto& [uid, message] : messages_)
      if (uids.contains(uid)) found.push_back(uid);
    return found;
  }

  std::map<mail::Uid, store::Message> messages_;
  std::vector<base::Body> bodies_;
  std::vector<mail::Event> events_;
  mail::ModSeq head_;
  mail::Uid next_{1};
  std::string session_;
};

/// Hints go nowhere: what a session needs, it reads.
class DeafBus final : public store::EventBus {
 public:
  void publish(mail::AccountId, mail::ModSeq) noexcept override {}
  std::unique_ptr<store::BusSubscription> subscribe(mail::AccountId,
                                                    std::function<void(mail::ModSeq)>) override {
    return std::make_unique<store::BusSubscription>();
  }
  void on_resync(std::function<void()>) override {}
};

class SecretIsSecret final : public store::auth::Authenticator {
 public:
  store::Answer<store::auth::Identity> plain(std::string, std::string password, std::string) override {
    if (password != "secret") co_return base::fail(base::Errc::denied, "wrong name or password");
    co_return store::auth::Identity{.account = mail::AccountId{1}, .device = mail::DeviceId{1}};
  }
  [[nodiscard]] std::vector<std::string> mechanisms() const override { return {}; }
  [[nodiscard]] std::unique_ptr<store::auth::SaslExchange> start(std::string, std::string) override {
    return {};
  }
};

/// Everything a session needs, on one loop.
struct SmallServer {
  explicit SmallServer(boost::asio::any_io_executor loop)
      : services{.store = store,
                 .blobs = store,
                 .bus = bus,
                 .presence = *presence,
                 .authenticator = authenticator,
                 .clock = clock,
                 .pool = std::move(loop)} {}

  base::ManualClock clock{base::from_microseconds(1'795'521'600'000'000)};
  SmallStore store;
  DeafBus bus;
  std::unique_ptr<store::Presence> presence = store::make_presence(clock);
  SecretIsSecret authenticator;
  store::imap::Services services;
};

}  // namespace tests
