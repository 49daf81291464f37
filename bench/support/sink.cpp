// The webhook sink of the load programs, on their loop, so that it is not what limits them.

#include "bench/support/sink.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "bench/support/lines.hpp"

namespace bench {
namespace {

/// Of the head of a request; 0 if there is none.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
  if (found == head.end()) return 0;
  return std::stoul(std::string(found + static_cast<std::ptrdiff_t>(name.size()), head.end()));
}

}  // namespace

Sink::Sink(Loop& loop, std::uint16_t port, std::chrono::milliseconds delay, OnPush on_push)
    : loop_(loop), delay_(delay), on_push_(std::move(on_push)), listener_(listen_on(port)) {
  loop_.watch(listener_, [this] { accept_some(); });
}

Sink::~Sink() {
  while (!clients_.empty()) drop(clients_.begin()->first);
  loop_.forget(listener_);
  ::close(listener_);
}

std::uint16_t Sink::port() const {
  return port_of(listener_);
}

void Sink::accept_some() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    clients_[fd] = {.number = ++clients_ever_, .buffer = {}};
    loop_.watch(fd, [this, fd] { read_from(fd); });
  }
}

void Sink::drop(int fd) {
  clients_.erase(fd);
  loop_.forget(fd);
  ::close(fd);
}

void Sink::read_from(int fd) {
  std::array<char, 16384> octets;
  const auto count = recv(fd, octets.data(), octets.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) return drop(fd);
  auto& buffer = clients_.at(fd).buffer;
  buffer.append(octets.data(), static_cast<std::size_t>(count));
  while (take_request(fd, buffer)) {
  }
}

bool Sink::take_request(int fd, std::string& buffer) {
  const auto end = buffer.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const auto body = end + 4;
  const auto length = content_length(std::string_view(buffer).substr(0, end + 2));
  if (buffer.size() < body + length) return false;
  ++received_;
  if (on_push_) on_push_(std::string_view(buffer).substr(body, length));
  buffer.erase(0, body + length);
  const auto number = clients_.at(fd).number;
  if (delay_.count() == 0)
    answer(fd, number);
  else
    loop_.at(Clock::now() + delay_, [this, fd, number] { answer(fd, number); });
  return true;
}

/// A client that has gone meanwhile needs no answer; one whose socket is full would not read it either.
void Sink::answer(int fd, std::uint64_t client) {
  const auto found = clients_.find(fd);
  if (found == clients_.end() || found->second.number != client) return;
  constexpr std::string_view response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  [[maybe_unused]] const auto sent = send(fd, response.data(), response.size(), MSG_NOSIGNAL);
}

}  // namespace bench
