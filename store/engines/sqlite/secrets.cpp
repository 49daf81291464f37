// Secrets that must be readable, under AES-256-GCM. Whoever gets hold of the database or a backup alone reads
// none.

#include "store/engines/sqlite/secrets.hpp"

#include "base/cipher.hpp"
#include "base/folder.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace store::sqlite {

Secrets::Secrets(const std::filesystem::path& key_file, bool is_new_store) : file_(key_file) {
  // A key that is made up beside an old store would fit nothing in it, and hide that the right one is
  // missing.
  if (!std::filesystem::exists(file_) && !is_new_store)
    throw WrongKey(file_.string() +
                   " is missing: the store's secrets are encrypted under it. Put it back from "
                   "where it was kept apart from "
                   "the backups; docs/operations.md says what can be done if it is lost");
  if (!std::filesystem::exists(file_))
    base::write_file(file_, base::text::base64(base::random_octets(base::cipher_key_size)) + "\n", 0600);
  const auto key = base::text::from_base64(base::text::trimmed(base::read_file(file_)));
  if (!key || key->size() != base::cipher_key_size)
    throw WrongKey(file_.string() +
                   " does not hold a key (32 octets in base64): put back the one of this store");
  key_ = *key;
}

base::Octets Secrets::seal(std::string_view plain, std::string_view context) const {
  return base::seal(key_, plain, context);
}

std::string Secrets::open(std::string_view sealed, std::string_view context) const {
  auto plain = base::unseal(key_, sealed, context);
  if (!plain)
    throw WrongKey("a secret in the store was encrypted under another key than that in " + file_.string() +
                   ": put back the key file of this store; docs/operations.md says what can be done if it "
                   "is lost");
  return *plain;
}

}  // namespace store::sqlite
