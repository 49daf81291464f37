// Outbound HTTP. libcurl's multi interface runs in a thread of its own, in curl_multi_poll: its socket
// callbacks could be served by a loop instead, but then curl and Asio would both own the same descriptors,
// and a slow libcurl call (a TLS handshake, a name lookup that is wound up) would hold up the sessions of
// that loop.

#include "net/http_client.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <new>
#include <thread>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/text.hpp"
#include "net/http_handles.hpp"
#include "net/http_transfer.hpp"

namespace net {

namespace asio = boost::asio;
using Transfers = std::vector<std::shared_ptr<HttpTransfer>>;

struct HttpClient::State {
  explicit State(MayConnect may) : may_connect(std::move(may)), multi(curl_multi_init()) {
    if (multi == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 16L);  // one slow target must not take them all
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1024L);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 128L);
    thread = std::thread([this] { run(); });
  }
  ~State() {
    {
      const std::lock_guard lock(mutex);
      ending = true;
    }
    curl_multi_wakeup(multi);
    thread.join();
    curl_multi_cleanup(multi);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void start(std::shared_ptr<HttpTransfer> transfer) {
    {
      const std::lock_guard lock(mutex);
      arrived.push_back(std::move(transfer));
    }
    curl_multi_wakeup(multi);
  }

  /// What has arrived since; nothing more is to come if the second is true.
  std::pair<Transfers, bool> take() {
    const std::lock_guard lock(mutex);
    return {std::exchange(arrived, {}), ending};
  }

  void run() {
    constexpr int longest_poll_ms = 1000;
    for (;;) {
      auto [fresh, end] = take();
      for (auto& transfer : fresh) add(std::move(transfer));
      if (end) break;
      int under_way = 0;
      curl_multi_perform(multi, &under_way);
      settle();
      curl_multi_poll(multi, nullptr, 0, longest_poll_ms, nullptr);
    }
    // Those that are left answer what an HttpTransfer is born with: gone.
    while (!running.empty()) remove(running.begin());
  }

  void add(std::shared_ptr<HttpTransfer> transfer) {
    auto handle = handles.take();
    if (!handle) {
      transfer->finish(CURLE_OUT_OF_MEMORY);
      return answer(*transfer);
    }
    transfer->begin(std::move(handle));
    CURL* easy = transfer->easy();
    curl_multi_add_handle(multi, easy);
    running.emplace(easy, std::move(transfer));
  }

  void settle() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const auto found = running.find(message->easy_handle);
      found->second->finish(message->data.result);
      remove(found);
    }
  }

  using Running = std::map<CURL*, std::shared_ptr<HttpTransfer>>;
  void remove(Running::iterator entry) {
    curl_multi_remove_handle(multi, entry->first);
    const auto transfer = std::move(entry->second);
    running.erase(entry);
    handles.give_back(transfer->end());
    answer(*transfer);
  }

  static void answer(HttpTransfer& transfer) {
    const auto resume = std::move(transfer.resume);
    resume();
  }

  const MayConnect may_connect;
  CURLM* multi;
  HttpHandles handles;  // the thread's own, as are those that run
  Running running;      // each is shared with the coroutine that waits for it
  std::mutex mutex;
  Transfers arrived;
  bool ending = false;
  std::thread thread;
};

HttpClient::HttpClient(MayConnect may_connect) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) throw std::bad_alloc();
  state_ = std::make_unique<State>(std::move(may_connect));
}

HttpClient::~HttpClient() {
  state_.reset();
  curl_global_cleanup();
}

Task<base::Result<HttpAnswer>> HttpClient::send(HttpRequest request) {
  const auto checked = check_request(request);
  if (!checked) co_return checked.error();
  const auto transfer = std::make_shared<HttpTransfer>(std::move(request), state_->may_connect);
  auto start = [this, &transfer](auto handler) {
    auto home =
        asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
    // std::function wants to be copied, a handler only to be moved.
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    transfer->resume = [home, held] { asio::post(home, std::move(*held)); };
    state_->start(transfer);
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
  co_return std::move(transfer->outcome);
}

std::string_view HttpAnswer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

std::optional<std::chrono::seconds> HttpAnswer::retry_after() const {
  constexpr std::chrono::seconds longest = std::chrono::hours(24);
  const std::string value(header("retry-after"));
  if (value.empty()) return std::nullopt;
  if (const auto seconds = base::text::number(value))
    return std::chrono::seconds(std::min<std::uint64_t>(*seconds, longest.count()));
  const std::time_t date = curl_getdate(value.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return std::clamp(std::chrono::seconds(date - std::time(nullptr)), std::chrono::seconds(0), longest);
}

}  // namespace net
