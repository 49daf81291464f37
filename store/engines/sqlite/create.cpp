// Accounts, devices and tokens with their credentials, made once for each key of the client.

#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

std::string context_of(const Once& once) {
  return "once " + base::text::hex(once.key);
}

/// What the request with this key made. unsupported: that was another request.
base::Result<std::optional<Created>> earlier(Transaction& tx, const Once& once, const Secrets& secrets) {
  if (once.key.empty()) return std::optional<Created>{};
  auto row = tx.rows("SELECT made, sealed FROM once WHERE key = ? AND until > ?", Blob{once.key}, tx.now());
  if (!row.next()) return std::optional<Created>{};
  const auto plain = secrets.open(row.text(1), context_of(once));
  Decoder in(plain);
  if (in.text() != once.request)
    return base::fail(base::Errc::unsupported, "this Idempotency-Key was used for another request");
  return std::optional<Created>{Created{.id = row.number(0), .repeated = true, .answer = in.text()}};
}

void remember(Transaction& tx, const Once& once, std::int64_t made, const Secrets& secrets) {
  if (once.key.empty()) return;
  Encoder out;
  out.text(once.request);
  out.text(once.answer);
  tx.run("INSERT OR REPLACE INTO once(key, until, made, sealed) VALUES (?, ?, ?, ?)", Blob{once.key},
         once.until, made, Blob{secrets.seal(out.take(), context_of(once))});
}

/// `id`, once the password of `owner` is kept. "" for none.
base::Result<std::int64_t> with_password(Transaction& tx, std::int64_t id, Credential owner) {
  if (owner.verifier.empty()) return id;
  if (auto kept = put_credential(tx, owner); !kept) return std::move(kept).error();
  return id;
}

base::Result<std::int64_t> make(Transaction& tx, const NewAccount& fresh, const Secrets& /*secrets*/) {
  auto id = put_account(tx, fresh.account);
  if (!id) return std::move(id).error();
  return with_password(tx, id->value, {.account = *id, .device = {}, .verifier = fresh.verifier});
}

base::Result<std::int64_t> make(Transaction& tx, const NewDevice& fresh, const Secrets& secrets) {
  auto id = put_device(tx, fresh.device, secrets);
  if (!id) return std::move(id).error();
  return with_password(tx, id->value,
                       {.kind = Credential::Kind::device,
                        .account = fresh.device.account,
                        .device = *id,
                        .verifier = fresh.verifier});
}

base::Result<std::int64_t> make(Transaction& tx, const Credential& credential, const Secrets& /*secrets*/) {
  return with_password(tx, 0, credential);
}

}  // namespace

base::Result<Created> create(Transaction& tx, const Creation& creation, const Once& once,
                             const Secrets& secrets) {
  auto known = earlier(tx, once, secrets);
  if (!known) return std::move(known).error();
  if (*known) return std::move(**known);
  auto made = std::visit([&](const auto& what) { return make(tx, what, secrets); }, creation);
  if (!made) return std::move(made).error();
  remember(tx, once, *made, secrets);
  return Created{.id = *made, .answer = once.answer};
}

}  // namespace store::sqlite
