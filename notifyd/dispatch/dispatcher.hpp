// The notifier: works off the outbox. Each event is expanded to the devices that shall hear of it, pushed,
// and settled.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "connectors/connector.hpp"
#include "net/group.hpp"
#include "net/loops.hpp"
#include "net/slots.hpp"
#include "net/wait.hpp"
#include "notifyd/dispatch/courier.hpp"
#include "notifyd/dispatch/expander.hpp"
#include "notifyd/dispatch/intake.hpp"
#include "notifyd/dispatch/ledger.hpp"
#include "notifyd/dispatch/settings.hpp"
#include "notifyd/dispatch/settle_queue.hpp"

namespace notifyd::dispatch {

/// Tries a row that is no event once, and says what became of it.
using Worker = std::function<net::Task<store::Settled>(store::Item)>;

/// What the wiring gives; all of it outlives the dispatcher.
struct Surroundings {
  Sources sources;
  store::Outbox& outbox;
  const connectors::Channels& channels;
  std::map<std::string, std::string> uri_channels;  ///< kinds, by the scheme of a notification's URI
  filters::ParseFilter parse_filter;
  Worker relay;                      ///< sends an outgoing mail (store::MailItem)
  Worker pipe;                       ///< gives a mail to a program (store::PipeItem)
  Worker script;                     ///< runs a script over messages (store::ScriptItem)
  std::function<double()> chance;    ///< in [0, 1)
  base::Metrics* metrics = nullptr;  ///< may be null
};

/// Runs on one loop, which must have ended before this goes. offer(), has_room() and poke() may be called
/// from any thread.
class Dispatcher {
 public:
  Dispatcher(boost::asio::any_io_executor loop, Surroundings surroundings, Settings settings, base::Log log);

  /// For the engine's options: whether a commit may lease its row to this process.
  [[nodiscard]] bool has_room() { return intake_.has_room(); }
  /// Rows that deliver, mutate and observe returned.
  void offer(std::vector<store::Item> items);
  /// Something may be due (a dead letter was revived): looks at the outbox soon.
  void poke();

  /// Works until stop(); then ends what is being sent, writes what became of it, and returns. On the loop
  /// given.
  net::Task<> run();
  /// From any thread; what is being sent may take until then. Once.
  void stop(std::chrono::steady_clock::time_point until);

 private:
  using Batch = std::vector<OpenItem*>;
  /// Who takes the rows of one kind that are no events, some at once.
  struct Way {
    std::string_view name;  ///< in the log
    const Worker& by;
    net::Slots slots;
    std::size_t rows = 0;  ///< that wait, or are being tried
  };

  net::Task<> work();
  net::Task<> claim();
  net::Task<> wait_for_work();
  net::Task<> ask_next_due();
  net::Task<> keep_leases();
  void route(std::vector<store::Item> items);
  net::Task<> run_account(mail::AccountId account);
  net::Task<> work_off(mail::AccountId account, Batch batch);
  net::Task<> expand(Batch batch, const Household& household);
  [[nodiscard]] bool takes(OpenItem& open, Way& way);
  net::Task<> run_one(OpenItem& open, Way& way);
  net::Task<> run_uri(OpenItem& open);
  void line_up_script(OpenItem& open);
  net::Task<> run_scripts(mail::AccountId account);
  net::Task<store::Settled> try_row(store::Item item, const Way& way);
  void later(OpenItem& open, const std::string& why);
  void back_in_line(OpenItem& open, const std::string& why);
  void ring();

  boost::asio::any_io_executor loop_;
  Surroundings surroundings_;
  Settings settings_;
  base::Log log_;
  Intake intake_;
  SettleQueue settled_;
  Ledger ledger_;
  Expander expander_;
  net::Group group_;  ///< lanes, accounts, mails, the keeper of leases
  net::Group settling_;
  Courier courier_;
  net::Slots expansions_;
  Way mails_;
  Way pipes_;
  Way scripts_;
  std::unordered_map<mail::AccountId, Batch> lines_;  ///< events that wait to be expanded
  /// Scripts that run, or wait for those before them.
  std::unordered_map<mail::AccountId, std::deque<OpenItem*>> script_lines_;
  std::unordered_set<mail::AccountId> working_;  ///< accounts whose events are being expanded
  std::optional<base::Time> next_due_;           ///< of rows that nobody leases, as far as known
  bool look_ = true;                             ///< the outbox is to be looked at
  net::Signal changed_;
  std::chrono::steady_clock::time_point sends_until_;  ///< set before stopping_
  std::atomic<bool> stopping_{false};
  std::atomic<bool> poked_{false};
  std::atomic<std::uint64_t> rings_{0};
  std::shared_ptr<net::Bell> bell_;  ///< shared with rings that are under way to the loop
};

}  // namespace notifyd::dispatch
