// The seam's Store on this engine: each operation is handed to the writer, or to a reader.

#include <utility>

#include "store/engines/sqlite/faces.hpp"
#include "store/engines/sqlite/mutations.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

Answer<Delivered> StoreFace::deliver(Deliver delivery) {
  const auto account = delivery.account;
  return writer_.write<Delivered>(
      account, [delivery = std::move(delivery)](Transaction& tx) { return sqlite::deliver(tx, delivery); });
}

net::Task<> StoreFace::release(DedupKey key) {
  if (books_.dedup.release(key)) writer_.nudge();
  co_return;
}

Answer<bool> StoreFace::is_known(DedupKey key) {
  co_return books_.dedup.find(key, writer_.now()).has_value();
}

Answer<Observed> StoreFace::observe(Observe observation) {
  const auto account = observation.account;
  return writer_.write<Observed>(account, [observation = std::move(observation)](Transaction& tx) {
    return sqlite::observe(tx, observation);
  });
}

Answer<Changed> StoreFace::mutate(mail::AccountId account, Mutation mutation, std::string session) {
  return sqlite::mutate(writer_, account, std::move(mutation), std::move(session));
}

Answer<Created> StoreFace::create(Creation creation, Once once) {
  const auto* device = std::get_if<NewDevice>(&creation);
  const auto account = device != nullptr ? device->device.account : mail::AccountId{};
  return writer_.write<Created>(
      account, [this, creation = std::move(creation), once = std::move(once)](Transaction& tx) {
        return sqlite::create(tx, creation, once, secrets_);
      });
}

Answer<mail::AccountId> StoreFace::put_account(Account account) {
  const auto account_id = account.id;
  return writer_.write<mail::AccountId>(account_id, [account = std::move(account)](Transaction& tx) {
    return sqlite::put_account(tx, account);
  });
}

Answer<std::monostate> StoreFace::drop_account(mail::AccountId account) {
  auto dropped = co_await writer_.write<std::monostate>(
      account, [account](Transaction& tx) { return sqlite::drop_account(tx, account); });
  if (dropped) co_await purge(account);
  co_return dropped;
}

/// What a crash leaves here is found when the store is opened.
net::Task<> StoreFace::purge(mail::AccountId owner) {
  for (bool more = true; more;) {
    auto slice =
        co_await writer_.write<bool>(owner, [owner](Transaction& tx) { return purge_slice(tx, owner); });
    more = slice && *slice;
  }
}

Answer<std::monostate> StoreFace::put_domain(Domain domain) {
  return writer_.write<std::monostate>(
      {}, [domain = std::move(domain)](Transaction& tx) { return sqlite::put_domain(tx, domain); });
}

Answer<std::monostate> StoreFace::put_credential(Credential credential) {
  const auto account_id = credential.account;
  return writer_.write<std::monostate>(account_id, [credential = std::move(credential)](Transaction& tx) {
    return sqlite::put_credential(tx, credential);
  });
}

Answer<mail::ModSeq> StoreFace::put_script(mail::AccountId account, ScriptChange change,
                                           ScriptLimits limits) {
  return writer_.write<mail::ModSeq>(account, [account, change = std::move(change), limits](Transaction& tx) {
    return sqlite::put_script(tx, account, change, limits);
  });
}

Answer<mail::DeviceId> StoreFace::put_device(Device device) {
  const auto account_id = device.account;
  return writer_.write<mail::DeviceId>(account_id, [this, device = std::move(device)](Transaction& tx) {
    return sqlite::put_device(tx, device, secrets_);
  });
}

Answer<std::monostate> StoreFace::drop_device(mail::AccountId account, mail::DeviceId device) {
  return writer_.write<std::monostate>(
      account, [account, device](Transaction& tx) { return sqlite::drop_device(tx, account, device); });
}

Answer<std::monostate> StoreFace::retire_device(mail::AccountId account, mail::DeviceId device,
                                                std::string reason) {
  return writer_.write<std::monostate>(account,
                                       [account, device, reason = std::move(reason)](Transaction& tx) {
                                         return sqlite::retire_device(tx, account, device, reason);
                                       });
}

Answer<std::monostate> StoreFace::put_setting(std::string name, std::optional<std::string> value) {
  return writer_.write<std::monostate>(
      {}, [this, name = std::move(name), value = std::move(value)](Transaction& tx) {
        return sqlite::put_setting(tx, name, value, secrets_);
      });
}

Answer<std::monostate> StoreFace::put_list(mail::AccountId owner, std::string name, ListLimits limits) {
  return writer_.write<std::monostate>(owner, [owner, name = std::move(name), limits](Transaction& tx) {
    return sqlite::put_list(tx, owner, name, limits);
  });
}

Answer<std::monostate> StoreFace::drop_list(mail::AccountId owner, std::string name) {
  auto dropped = co_await writer_.write<std::monostate>(
      owner, [owner, &name](Transaction& tx) { return sqlite::drop_list(tx, owner, name); });
  if (dropped) co_await purge(owner);
  co_return dropped;
}

Answer<ListChanged> StoreFace::change_list(mail::AccountId owner, ListChange change, ListLimits limits) {
  return writer_.write<ListChanged>(owner, [owner, change = std::move(change), limits](Transaction& tx) {
    return sqlite::change_list(tx, owner, change, limits);
  });
}

Answer<std::monostate> StoreFace::add_trace(mail::AccountId account, mail::ModSeq modseq, Trace trace) {
  return writer_.write<std::monostate>(account, [account, modseq, trace = std::move(trace)](Transaction& tx) {
    return sqlite::add_trace(tx, account, modseq, trace);
  });
}

}  // namespace store::sqlite
