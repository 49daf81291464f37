// passwd-file with crypt(3) hashes (crypt(5): $2b$, $6$, $y$ ...).

#include "store/auth/passwd_file.hpp"

#include <array>
#include <crypt.h>
#include <cstdlib>
#include <system_error>

#include "base/digest.hpp"
#include "base/folder.hpp"
#include "base/text.hpp"
#include "net/on.hpp"
#include "store/auth/first_login.hpp"

namespace store::auth {
namespace {

constexpr std::string_view plain_scheme = "{PLAIN}";
constexpr std::array<std::string_view, 5> crypt_schemes{"CRYPT", "BLF-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT",
                                                        "YESCRYPT"};

/// No password fits it; checking one costs what sha512crypt costs. Stands in for users of an empty file.
const std::string nobodys_hash = "$6$.................$";

/// The hash without its scheme (or {PLAIN}secret); an Error names the scheme that we do not have.
base::Result<std::string> usable_hash(std::string_view field) {
  if (!field.starts_with('{')) {
    if (field.empty() || field == "*" || field.starts_with('!'))
      return base::fail(base::Errc::syntax, "no password (locked)");
    return std::string(field);
  }
  const std::size_t end = field.find('}');
  if (end == std::string_view::npos) return base::fail(base::Errc::syntax, "'{' without '}'");
  const std::string scheme = base::text::uppered(field.substr(1, end - 1));
  if (scheme == "PLAIN" || scheme == "CLEARTEXT")
    return std::string(plain_scheme) + std::string(field.substr(end + 1));
  for (const std::string_view known : crypt_schemes)
    if (scheme == known) return std::string(field.substr(end + 1));
  return base::fail(base::Errc::syntax, "unknown scheme {" + scheme + "}");
}

}  // namespace

PasswdTable parse_passwd(std::string_view text, std::string_view default_domain) {
  PasswdTable table;
  std::size_t number = 0;
  for (std::string_view line : base::text::split(text, '\n')) {
    ++number;
    line = base::text::trimmed(line);
    if (line.empty() || line.starts_with('#')) continue;
    const std::string where = "line " + std::to_string(number) + ": ";
    const auto fields = base::text::split(line, ':');
    std::string user = base::text::lowered(fields[0]);
    if (user.find('@') == std::string::npos && !default_domain.empty())
      user += "@" + std::string(default_domain);
    // {PLAIN} secrets may hold no ':', as everywhere else.
    auto hash =
        fields.size() < 2 ? base::fail(base::Errc::syntax, "expected user:hash") : usable_hash(fields[1]);
    if (user.empty() || user.find('@') == std::string::npos)
      table.faults.push_back(where + "a user must be an address, or a default domain must be set");
    else if (!hash)
      table.faults.push_back(where + hash.error().text);
    else if (!table.hashes.emplace(user, std::move(*hash)).second)
      table.faults.push_back(where + "this user stands in an earlier line, which counts");
  }
  return table;
}

bool fits(const std::string& hash, const std::string& password) {
  if (hash.starts_with(plain_scheme))
    return hash.size() > plain_scheme.size() &&
           base::same_secret(std::string_view(hash).substr(plain_scheme.size()), password);
  // A NUL would hide the rest of the password from crypt(3).
  if (password.find('\0') != std::string::npos || password.size() >= CRYPT_MAX_PASSPHRASE_SIZE) return false;
  void* work = nullptr;
  int size = 0;
  const char* made = crypt_ra(password.c_str(), hash.c_str(), &work, &size);
  const bool same = made != nullptr && made[0] != '*' && base::same_secret(made, hash);
  std::free(work);
  return same;
}

PasswdFile::PasswdFile(Store& store, boost::asio::any_io_executor pool, const base::Clock& clock, Place place,
                       base::Log log)
    : store_(store),
      pool_(std::move(pool)),
      place_(std::move(place)),
      log_(std::move(log)),
      cache_(clock, std::chrono::seconds(60)) {
  read();
}

Answer<std::optional<Identity>> PasswdFile::check(Login login, std::string password) {
  if (login.device) co_return std::nullopt;
  const auto as_of = store_.login_changes();
  auto work = [this, &login, &password] { return right(login.address, password); };
  const bool proved = co_await net::on(pool_, work);
  if (!proved) co_return std::nullopt;
  auto account = co_await account_at_login(store_, login.address);
  if (!account) co_return account.error();
  if (!account->has_value()) co_return std::nullopt;
  co_return Identity{.account = (*account)->id, .address = (*account)->address, .as_of = as_of};
}

Answer<std::optional<Keys>> PasswdFile::keys(Login /*login*/) {
  co_return std::nullopt;
}

bool PasswdFile::right(const std::string& address, const std::string& password) {
  const auto now = table();
  const auto found = now->hashes.find(address);
  if (found == now->hashes.end()) {
    // As slow as for a user that is there; which one does not matter, files mostly hold one scheme.
    const bool ignored = fits(now->hashes.empty() ? nobodys_hash : now->hashes.begin()->second, password);
    static_cast<void>(ignored);
    return false;
  }
  if (cache_.knows(found->second, password)) return true;
  if (!fits(found->second, password)) return false;
  cache_.add(found->second, password);
  return true;
}

std::shared_ptr<const PasswdTable> PasswdFile::table() {
  const std::lock_guard lock(mutex_);
  std::error_code trouble;
  const auto changed = std::filesystem::last_write_time(place_.path, trouble);
  const auto size = trouble ? 0 : std::filesystem::file_size(place_.path, trouble);
  if (!trouble && Stamp{.changed = changed, .size = size} != stamp_) {
    try {
      read();
    } catch (const std::exception& failure) {
      trouble = std::make_error_code(std::errc::io_error);
    }
  }
  if (trouble && !unreadable_)
    log_.error("passwd_file_not_read", {{"path", place_.path.string()}, {"reason", trouble.message()}});
  unreadable_ = static_cast<bool>(trouble);
  return table_;
}

void PasswdFile::read() {
  // The stamp first: what is written in between is read again.
  const Stamp stamp{.changed = std::filesystem::last_write_time(place_.path),
                    .size = std::filesystem::file_size(place_.path)};
  auto table =
      std::make_shared<const PasswdTable>(parse_passwd(base::read_file(place_.path), place_.default_domain));
  for (const std::string& fault : table->faults)
    log_.warn("passwd_line_not_used", {{"path", place_.path.string()}, {"reason", fault}});
  log_.info("passwd_file_read", {{"path", place_.path.string()}, {"users", table->hashes.size()}});
  table_ = std::move(table);
  stamp_ = stamp;
}

}  // namespace store::auth
