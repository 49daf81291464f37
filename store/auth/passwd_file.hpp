// Passwords of a file of lines `user:hash:...`, as Dovecot's passwd-file and /etc/shadow have them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "net/loops.hpp"
#include "store/auth/password_source.hpp"
#include "store/auth/proof_cache.hpp"
#include "store/store.hpp"

namespace store::auth {

/// What a passwd-file says, and which of its lines could not be used.
struct PasswdTable {
  std::map<std::string, std::string> hashes;  ///< address in lower case -> crypt(3) hash, or {PLAIN}secret
  std::vector<std::string> faults;            ///< "line 7: unknown scheme {MD5}"; never a hash
};

/// Lines `user:[{SCHEME}]hash[:ignored...]`; empty ones and those that begin with '#' are skipped. Schemes:
/// none, {CRYPT}, {BLF-CRYPT}, {SHA256-CRYPT}, {SHA512-CRYPT}, {YESCRYPT} (all crypt(5)), {PLAIN}. A user
/// without '@' belongs to `default_domain`.
PasswdTable parse_passwd(std::string_view text, std::string_view default_domain);

/// True if `password` fits `hash`. Slow on purpose.
bool fits(const std::string& hash, const std::string& password);

/// The file is read again when it has changed; while it cannot be read, what was read last stays. It knows
/// accounts, not devices (their passwords are always ours), and no SCRAM keys.
class PasswdFile final : public PasswordSource {
 public:
  struct Place {
    std::filesystem::path path;
    std::string default_domain;
  };
  /// Throws std::runtime_error if the file cannot be read.
  PasswdFile(Store& store, boost::asio::any_io_executor pool, const base::Clock& clock, Place place,
             base::Log log);

  Answer<std::optional<Identity>> check(Login login, std::string password) override;
  [[nodiscard]] bool has_keys() const override { return false; }
  Answer<std::optional<Keys>> keys(Login login) override;

 private:
  /// What tells that a file is another one than before.
  struct Stamp {
    std::filesystem::file_time_type changed;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  // Blocking; on the pool only.
  [[nodiscard]] std::shared_ptr<const PasswdTable> table();
  void read();
  [[nodiscard]] bool right(const std::string& address, const std::string& password);

  Store& store_;
  boost::asio::any_io_executor pool_;
  Place place_;
  base::Log log_;
  ProofCache cache_;
  std::mutex mutex_;
  std::shared_ptr<const PasswdTable> table_;  // shared with checks that still use the one before
  Stamp stamp_;
  bool unreadable_ = false;
};

}  // namespace store::auth
