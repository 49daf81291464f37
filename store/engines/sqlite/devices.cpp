// Devices of an account and what they hear; their channels are encrypted.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

constexpr std::int64_t most_devices = 100;

bool is_device_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string context_of(mail::DeviceId device) {
  return "device " + std::to_string(device.value);
}

base::Octets manners_of(const Device& device) {
  Encoder out;
  out.number(1);  // form
  out.number(static_cast<std::uint64_t>(device.subscription.mailboxes.kind));
  out.number(device.subscription.mailboxes.names.size());
  for (const auto& name : device.subscription.mailboxes.names) out.text(name);
  out.text(device.subscription.filter);
  out.number(static_cast<std::uint64_t>(device.content));
  out.number(device.quiet_hours ? 1 : 0);
  if (device.quiet_hours) {
    out.number(static_cast<std::uint64_t>(device.quiet_hours->from_minute));
    out.number(static_cast<std::uint64_t>(device.quiet_hours->to_minute));
    out.text(device.quiet_hours->zone);
  }
  return out.take();
}

void read_manners(Device& device, std::string_view octets) {
  Decoder in(octets);
  if (in.number() != 1) throw std::runtime_error("a stored device has an unknown form");
  device.subscription.mailboxes.kind = static_cast<mail::MailboxFilter::Kind>(in.number());
  for (auto left = in.number(); left > 0; --left) device.subscription.mailboxes.names.push_back(in.text());
  device.subscription.filter = in.text();
  device.content = static_cast<mail::Content>(in.number());
  if (in.number() == 0) return;
  mail::QuietHours quiet;
  quiet.from_minute = static_cast<int>(in.number());
  quiet.to_minute = static_cast<int>(in.number());
  quiet.zone = in.text();
  device.quiet_hours = std::move(quiet);
}

base::Octets sealed(const Channel& channel, mail::DeviceId device, const Secrets& secrets) {
  Encoder out;
  out.text(channel.kind);
  out.text(channel.address);
  out.text(channel.secret);
  out.text(channel.extra);
  return secrets.seal(out.take(), context_of(device));
}

Channel opened(std::string_view octets, mail::DeviceId device, const Secrets& secrets) {
  const auto plain = secrets.open(octets, context_of(device));
  Decoder in(plain);
  Channel channel;
  channel.kind = in.text();
  channel.address = in.text();
  channel.secret = in.text();
  channel.extra = in.text();
  return channel;
}

/// The account's row knows what some device is pushed for, so that nothing else is queued.
void renew_wants(Transaction& tx, AccountRow& account) {
  account.wants = 0;
  {
    auto masks = tx.rows("SELECT mask FROM device WHERE account = ? AND retired = '' AND channel IS NOT NULL",
                         account.id);
    while (masks.next()) account.wants |= masks.small(0);
  }
  tx.save(account);
  tx.forget(account.id);
}

void drop_items(Transaction& tx, mail::AccountId account, mail::DeviceId device) {
  std::vector<std::pair<std::int64_t, std::int64_t>> items;
  {
    // The outbox is short, or its rows are due: there is no index for what happens so seldom.
    auto rows = tx.rows("SELECT id, body FROM outbox WHERE account = ? AND device = ?", account, device);
    while (rows.next()) items.emplace_back(rows.number(0), rows.number(1));
  }
  for (const auto& [id, body] : items) {
    tx.run("DELETE FROM outbox WHERE id = ?", id);
    lower_refs(tx, body);
  }
}

base::Error no_account() {
  return base::fail(base::Errc::not_found, "there is no such account");
}

base::Error no_device() {
  return base::fail(base::Errc::not_found, "there is no such device");
}

base::Result<Nothing> check_device(Transaction& tx, const Device& device) {
  if (!is_device_name(device.name))
    return base::fail(base::Errc::syntax, "a device's name has 1 to 64 of the characters A-Z a-z 0-9 . _ -");
  const auto namesake =
      tx.number("SELECT id FROM device WHERE account = ? AND name = ?", device.account, device.name);
  if (namesake && *namesake != device.id.value)
    return base::fail(base::Errc::already_exists, "there is a device of that name");
  if (device.id.value != 0) {
    if (!tx.number("SELECT 1 FROM device WHERE account = ? AND id = ?", device.account, device.id))
      return no_device();
  } else if (tx.number("SELECT count(*) FROM device WHERE account = ?", device.account) >= most_devices) {
    return base::fail(base::Errc::over_quota, "there are too many devices");
  }
  return Nothing{};
}

}  // namespace

base::Result<mail::DeviceId> put_device(Transaction& tx, const Device& device, const Secrets& secrets) {
  auto account = tx.account(device.account);
  if (!account) return no_account();
  if (auto good = check_device(tx, device); !good) return std::move(good).error();
  auto id = device.id;
  if (id.value == 0) {
    id.value = tx.next("device");
    tx.run(
        "INSERT INTO device(account, id, name, mask, created, retired, payload) VALUES (?, ?, ?, 0, ?, '', "
        "x'')",
        device.account, id, device.name, device.created == base::Time{} ? tx.now() : device.created);
  }
  tx.run(
      "UPDATE device SET name = ?, mask = ?, retired = ?, payload = ?, channel = NULL WHERE account = ? AND "
      "id = ?",
      device.name, device.subscription.events, device.retired, Blob{manners_of(device)}, device.account, id);
  if (device.channel)
    tx.run("UPDATE device SET channel = ? WHERE account = ? AND id = ?",
           Blob{sealed(*device.channel, id, secrets)}, device.account, id);
  ++account->head.value;
  renew_wants(tx, *account);
  return id;
}

base::Result<Nothing> drop_device(Transaction& tx, mail::AccountId id, mail::DeviceId device) {
  auto account = tx.account(id);
  if (!account) return no_account();
  if (tx.run("DELETE FROM device WHERE account = ? AND id = ?", id, device) == 0) return no_device();
  tx.run("DELETE FROM credential WHERE account = ? AND kind = ? AND device = ?", id, Credential::Kind::device,
         device);
  drop_items(tx, id, device);
  ++account->head.value;
  renew_wants(tx, *account);
  tx.end_logins(*account);
  return Nothing{};
}

base::Result<Nothing> retire_device(Transaction& tx, mail::AccountId id, mail::DeviceId device,
                                    const std::string& reason) {
  auto account = tx.account(id);
  if (!account) return no_account();
  if (tx.run("UPDATE device SET retired = ? WHERE account = ? AND id = ?", reason, id, device) == 0)
    return no_device();
  drop_items(tx, id, device);
  ++account->head.value;
  renew_wants(tx, *account);
  return Nothing{};
}

base::Result<std::vector<Device>> devices(Connection& db, mail::AccountId account, const Secrets& secrets) {
  std::vector<Device> found;
  auto rows = db.rows(
      "SELECT id, name, mask, created, retired, payload, channel FROM device WHERE account = ? ORDER BY name",
      account);
  while (rows.next()) {
    Device device;
    device.id.value = rows.number(0);
    device.account = account;
    device.name = rows.text(1);
    device.subscription.events = rows.small(2);
    device.created = rows.time(3);
    device.retired = rows.text(4);
    read_manners(device, rows.text(5));
    if (!rows.null(6)) device.channel = opened(rows.text(6), device.id, secrets);
    found.push_back(std::move(device));
  }
  return found;
}

}  // namespace store::sqlite
