// A client of ManageSieve (RFC 5804): `notifyd script`, the demo, and tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "net/connection.hpp"
#include "net/task.hpp"
#include "wire/managesieve.hpp"
#include "wire/sasl.hpp"

namespace client {

struct ManageSieveServer {
  std::string host;  ///< name or IP address
  std::uint16_t port = 4190;
  std::string tls_name;      ///< whom the certificate must name, "" for `host`
  bool tls_required = true;  ///< off loopback only; without it a password goes by SCRAM or not at all
  std::chrono::seconds patience{30};  ///< for connecting, and for each response
};

struct ListedScript {
  std::string name;
  bool active = false;
};

/// What CAPABILITY said (RFC 5804 section 1.7); names in upper case.
using SieveCapabilities = std::vector<std::pair<std::string, std::string>>;

/// A conversation with one server. Belongs to the loop it was opened on. A NO of the server becomes an Error:
/// its code picks not_found, already_exists, over_quota or try_later, else it is denied (syntax where a
/// script is checked); its text is the server's own.
class ManageSieve {
 public:
  /// Connects, reads the greeting and starts TLS if it is offered. `tls` may be null where TLS is not wanted.
  /// gone, timed_out, denied (a required TLS is not offered or its certificate does not fit).
  static net::Task<base::Result<std::unique_ptr<ManageSieve>>> open(ManageSieveServer server,
                                                                    net::TlsContext* tls);

  /// On a stream that is connected already; greet() comes first.
  ManageSieve(std::unique_ptr<net::Stream> stream, ManageSieveServer server);
  /// Reads the greeting.
  net::Task<base::Result<void>> greet();

  /// By the strongest mechanism that both sides have; never by one that shows the password to the network.
  net::Task<base::Result<void>> log_in(wire::sasl::Account account);
  [[nodiscard]] const SieveCapabilities& capabilities() const { return capabilities_; }
  /// The value of a capability, nothing if it is not there.
  [[nodiscard]] std::optional<std::string> capability(std::string_view upper_case_name) const;

  /// The server's warnings, "" for none. syntax: the script is not valid, the text says where.
  net::Task<base::Result<std::string>> put_script(std::string name, std::string text);
  net::Task<base::Result<std::string>> check_script(std::string text);
  /// "": none is active.
  net::Task<base::Result<void>> set_active(std::string name);
  net::Task<base::Result<std::vector<ListedScript>>> list_scripts();
  net::Task<base::Result<std::string>> get_script(std::string name);
  net::Task<base::Result<void>> delete_script(std::string name);
  net::Task<base::Result<void>> rename_script(std::string from, std::string to);
  net::Task<base::Result<void>> have_space(std::string name, std::uint32_t octets);
  net::Task<> log_out();

 private:
  using Token = wire::managesieve::Token;
  struct Answer {
    std::vector<std::vector<Token>> data;  ///< lines before the response
    wire::managesieve::Response response;
  };
  [[nodiscard]] net::Deadline deadline() const { return std::chrono::steady_clock::now() + server_.patience; }
  net::Task<base::Result<std::vector<Token>>> read_line();
  /// Data lines and the response; a BYE is gone.
  net::Task<base::Result<Answer>> read_answer();
  /// The answer to a command (without its CRLF), NO as an Error.
  net::Task<base::Result<Answer>> ask(std::string command, base::Errc refused = base::Errc::denied);
  net::Task<base::Result<void>> order(std::string command);
  net::Task<base::Result<void>> take_capabilities();
  net::Task<base::Result<void>> start_tls(net::TlsContext& tls);
  [[nodiscard]] std::vector<std::string> offered_mechanisms() const;

  ManageSieveServer server_;
  net::Connection connection_;
  SieveCapabilities capabilities_;
  wire::sasl::Mechanisms sasl_;
};

}  // namespace client
