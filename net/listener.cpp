// Accepting connections. One coroutine accepts for all loops; each session runs on the loop whose turn it is.
//
// Invariant: a Seat is taken before a session starts and given back when its coroutine is destroyed, however
// that happens, so that the numbers are right and stop() ends.

#include "net/listener.hpp"

#include <cerrno>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <sys/socket.h>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/at_end.hpp"
#include "net/address.hpp"
#include "net/bind.hpp"
#include "net/readiness.hpp"
#include "net/socket.hpp"

namespace net {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto until_descriptors_are_free = 100ms;
constexpr unsigned a_line_each = 600;  // of those waits: once a minute
constexpr auto farewell = 1s;          ///< for a session in the middle of a command to say why it ends
constexpr auto after_closing = 2s;
constexpr unsigned accepted_in_a_row = 16;  // then the other work of the loop gets its turn

enum class Phase { bound, serving, stopping, closing };

struct Session {
  asio::any_io_executor loop;
  std::shared_ptr<Grip> grip;  // shared with the stream
  std::string network;         // "" where limit_per_address does not count
};

// accept(2): these say that the machine has run out of something; the connection stays in the queue.
bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

std::string counted_network(const Peer& peer, bool loopback_counts) {
  if (peer.address.empty() || (peer.loopback && !loopback_counts)) return {};
  const auto address = ip_socket_address(peer.address, 0);
  return address ? network_of(*address) : std::string();
}

}  // namespace

bool can_listen(const ListenOn& where) {
  try {
    bind_and_listen(where);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

struct Listener::State : std::enable_shared_from_this<State> {
  State(Loops& l, ListenOn w, Serve s, base::Log g)
      : loops(l), where(std::move(w)), serve(std::move(s)), log(std::move(g)) {}

  class Seat;
  Task<> accept(std::shared_ptr<State> self);
  Task<> run(std::shared_ptr<Seat> seat, base::Descriptor socket);
  void admit(base::Descriptor socket) noexcept;
  void lose(const std::exception& failure) noexcept;
  std::shared_ptr<Seat> seat_for(const Peer& peer);
  void on_each_stream(void (*act)(Stream&));
  bool all_ended() const { return sessions.empty() && !accepting; }
  Phase phase_now() {
    const std::lock_guard lock(mutex);
    return phase;
  }

  Loops& loops;
  const ListenOn where;
  const Serve serve;
  const base::Log log;
  std::uint16_t port = 0;
  SocketFile file;
  std::optional<Readiness> socket;  // touched on loops.first() once started
  std::uint64_t turned_away = 0;    // likewise
  std::uint64_t shortages = 0;      // likewise

  std::mutex mutex;  // for what follows
  std::condition_variable changed;
  std::map<std::uint64_t, Session> sessions;
  std::unordered_map<std::string, std::size_t> per_network;
  std::uint64_t last_id = 0;
  bool accepting = false;
  Phase phase = Phase::bound;
};

/// One session's place in the limits; gives back what it has taken, also if that is not all.
class Listener::State::Seat {
 public:
  Seat(std::shared_ptr<State> state, Session session)
      : state_(std::move(state)), session_(std::move(session)) {}
  ~Seat() {
    if (has_budget_) state_->where.budget->give_back();
    const std::lock_guard lock(state_->mutex);
    const auto network = is_counted_ ? state_->per_network.find(session_.network) : state_->per_network.end();
    if (network != state_->per_network.end() && --network->second == 0) state_->per_network.erase(network);
    state_->sessions.erase(id_);
    state_->changed.notify_all();
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;

  /// With the state's mutex held. False: a limit is reached.
  bool take();
  [[nodiscard]] const asio::any_io_executor& loop() const { return session_.loop; }
  [[nodiscard]] const std::shared_ptr<Grip>& grip() const { return session_.grip; }

 private:
  std::shared_ptr<State> state_;  // shared with the listener: a session may end after it
  Session session_;
  std::uint64_t id_ = 0;  // 0: not among the sessions
  bool is_counted_ = false;
  bool has_budget_ = false;
};

bool Listener::State::Seat::take() {
  State& all = *state_;
  if (all.phase != Phase::serving || all.sessions.size() >= all.where.limit) return false;
  if (!session_.network.empty()) {
    const auto held = all.per_network.find(session_.network);
    if (held != all.per_network.end() && held->second >= all.where.limit_per_address) return false;
  }
  if (all.where.budget && !all.where.budget->take()) return false;
  has_budget_ = all.where.budget != nullptr;
  if (!session_.network.empty()) ++all.per_network[session_.network];
  is_counted_ = !session_.network.empty();
  all.sessions.emplace(all.last_id + 1, session_);
  id_ = ++all.last_id;
  return true;
}

/// Nothing if a limit is reached or the listener stops.
std::shared_ptr<Listener::State::Seat> Listener::State::seat_for(const Peer& peer) {
  Session session{.loop = loops.next(),
                  .grip = std::make_shared<Grip>(),
                  .network = counted_network(peer, where.loopback_counts)};
  auto seat = std::make_shared<Seat>(shared_from_this(), std::move(session));
  bool taken = false;
  {
    const std::lock_guard lock(mutex);  // not while a seat is given back, which takes it too
    taken = seat->take();
  }
  if (!taken) seat.reset();
  return seat;
}

/// Whatever it costs is that one connection: the loop that accepts goes on.
void Listener::State::admit(base::Descriptor accepted) noexcept {
  try {
    const Peer peer = peer_of(accepted.get());
    auto seat = seat_for(peer);
    if (!seat) {
      // Under a flood one line in a thousand: the log must not become the attack.
      if (turned_away++ % 1000 == 0)
        log.warn("connection_refused", {{"peer", peer.address}, {"port", port}, {"so_far", turned_away}});
      return;
    }
    const auto loop = seat->loop();
    asio::co_spawn(loop, run(std::move(seat), std::move(accepted)), asio::detached);
  } catch (const std::exception& failure) {
    lose(failure);
  }
}

void Listener::State::lose(const std::exception& failure) noexcept {
  try {
    log.error("connection_lost", {{"port", port}, {"why", failure.what()}});
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): no memory for a line either
  }
}

/// Nobody is left to take an exception of it: each is logged.
Task<> Listener::State::run(std::shared_ptr<Seat> seat, base::Descriptor accepted) {
  std::string peer;
  try {
    auto stream = open_stream(seat->loop(), std::move(accepted), seat->grip());
    peer = stream->peer().address;
    // stop() may have looked for this stream before it was there.
    const Phase now = phase_now();
    if (now != Phase::serving) stream->stop();
    if (now == Phase::closing) stream->close();
    co_await serve(std::move(stream));
  } catch (const std::exception& failure) {
    log.error("session_failed", {{"peer", peer}, {"port", port}, {"why", failure.what()}});
  }
}

Task<> Listener::State::accept(std::shared_ptr<State> self) {
  // Also when the loop is destroyed under this coroutine.
  const base::AtEnd ended([self] {
    self->socket.reset();
    self->file.remove();
    const std::lock_guard lock(self->mutex);
    self->accepting = false;
    self->changed.notify_all();
  });
  for (unsigned in_a_row = 0; phase_now() == Phase::serving;) {
    base::Descriptor accepted(::accept4(socket->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    const int error = errno;
    if (accepted) {
      admit(std::move(accepted));
      if (++in_a_row % accepted_in_a_row == 0) co_await asio::post(asio::use_awaitable);
    } else if (error == EAGAIN || error == EWOULDBLOCK) {
      co_await socket->until(Readiness::Want::read, Deadline::max());
    } else if (is_shortage(error)) {
      if (shortages++ % a_line_each == 0)
        log.error("cannot_accept", {{"port", port}, {"why", std::generic_category().message(error)}});
      co_await sleep_until(std::chrono::steady_clock::now() + until_descriptors_are_free);
    } else if (error == EBADF || error == EINVAL || error == ENOTSOCK || error == EOPNOTSUPP) {
      throw std::system_error(error, std::generic_category(), "accept");
    }
    // Everything else is an error of that one connection before it was accepted (accept(2)).
  }
}

void Listener::State::on_each_stream(void (*act)(Stream&)) {
  std::vector<Session> now;
  {
    const std::lock_guard lock(mutex);
    for (const auto& [id, session] : sessions) now.push_back(session);
  }
  for (auto& session : now) {
    asio::post(session.loop, [grip = std::move(session.grip), act] {
      if (grip->stream != nullptr) act(*grip->stream);
    });
  }
}

Listener::Listener(Loops& loops, ListenOn where, Serve serve, base::Log log)
    : state_(std::make_shared<State>(loops, std::move(where), std::move(serve), std::move(log))) {
  base::Descriptor socket = bind_and_listen(state_->where);
  state_->file = SocketFile(state_->where);
  state_->port = peer_of(socket.get()).local_port;
  state_->socket.emplace(loops.first(), std::move(socket));
}

Listener::~Listener() {
  try {
    stop(0ms);
  } catch (const std::exception& why) {
    state_->log.error("cannot_stop", {{"port", state_->port}, {"why", why.what()}});
  }
}

std::uint16_t Listener::port() const {
  return state_->port;
}

std::size_t Listener::sessions() const {
  const std::lock_guard lock(state_->mutex);
  return state_->sessions.size();
}

void Listener::start() {
  {
    const std::lock_guard lock(state_->mutex);
    if (std::exchange(state_->phase, Phase::serving) != Phase::bound)
      throw std::logic_error("a listener starts once");
    state_->accepting = true;
  }
  auto report = [state = state_](const std::exception_ptr& failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& why) {
      state->log.error("listener_ended", {{"port", state->port}, {"why", why.what()}});
    }
  };
  asio::co_spawn(state_->loops.first(), state_->accept(state_), std::move(report));
}

void Listener::stop(std::chrono::milliseconds patience) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const Phase before = state.phase;
  if (before == Phase::stopping || before == Phase::closing) return;
  state.phase = Phase::stopping;
  lock.unlock();
  if (before == Phase::bound) {
    state.socket.reset();
    state.file.remove();
    return;
  }
  asio::post(state.loops.first(), [shared = state_] {
    if (shared->socket) shared->socket->interrupt();
  });
  state.on_each_stream([](Stream& stream) { stream.stop(); });
  lock.lock();
  if (state.changed.wait_for(lock, patience, [&] { return state.all_ended(); })) return;
  state.phase = Phase::closing;
  lock.unlock();
  state.on_each_stream([](Stream& stream) { stream.hasten(); });
  lock.lock();
  if (state.changed.wait_for(lock, farewell, [&] { return state.all_ended(); })) return;
  lock.unlock();
  state.on_each_stream([](Stream& stream) { stream.close(); });
  lock.lock();
  state.changed.wait_for(lock, after_closing, [&] { return state.all_ended(); });
}

}  // namespace net
