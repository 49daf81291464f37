// One foreign account, watched for as long as the process runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "net/signal.hpp"
#include "net/slots.hpp"
#include "net/task.hpp"
#include "net/tls.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/tap/board.hpp"
#include "notifyd/tap/script.hpp"
#include "notifyd/tap/surroundings.hpp"

namespace notifyd::tap {

/// A foreign server as configured.
struct Foreign {
  TapSettings settings;
  std::unique_ptr<net::TlsContext> tls;  ///< null where TLS is never used
};

/// What all watches of a process share; on their loop, but for `board` and `connected`.
struct Common {
  Common(const Surroundings& surroundings, std::size_t logins)
      : around(surroundings), script(surroundings), logins(logins) {}
  const Surroundings& around;
  NotificationScript script;
  Board board;
  net::Slots logins;  ///< how many connect at once: a server that comes back is not stormed
  std::shared_ptr<std::atomic<int>> connected =
      std::make_shared<std::atomic<int>>(0);  ///< shared with the gauge
};

/// Connects, and connects again: after 1 s to 5 min when the server or the link failed, after 5 min when a
/// person must act. `common` and `server` outlive it.
class Watch {
 public:
  Watch(Common& common, const Foreign& server, std::string account, const base::Log& log);

  /// Until stop().
  net::Task<> run();
  /// Ends what waits for mail, in good order. On the loop of run().
  void stop();
  /// Ends what waits for the server's answer. On the loop of run().
  void cut();

 private:
  net::Task<base::Result<void>> attempt();
  net::Task<base::Result<std::unique_ptr<client::Imap>>> connect();
  net::Task<base::Result<Watched>> watched();
  net::Task<> pause(const base::Error& error);
  void tell(std::string state, std::string reason = "");

  Common& common_;
  const Foreign& server_;
  std::string account_;  ///< as the foreign server knows it
  base::Log log_;
  std::size_t line_;  ///< on the board
  base::Counter& failed_;
  net::Signal stopped_;
  client::Imap* imap_ = nullptr;  ///< the conversation under way, owned by attempt()
  std::uint32_t failures_ = 0;    ///< in a row
  bool stopping_ = false;
};

}  // namespace notifyd::tap
