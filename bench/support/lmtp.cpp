// Envelope in one write, content after 354, the next envelope after the reply.

#include "bench/support/lmtp.hpp"

#include <cctype>
#include <cstdio>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace bench {
namespace {

std::string digits(std::uint64_t number, int width) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*llu", width, static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

Lmtp::Lmtp(Loop& loop, std::uint16_t port)
    : lines_(loop, port, nullptr, [this](std::string_view line) { take(line); }) {
  expect("220", [this] { lines_.send("LHLO load.example\r\n"); });
  expect("250");
}

void Lmtp::expect(std::string code, Reply then) {
  expected_.emplace_back(std::move(code), std::move(then));
}

void Lmtp::take(std::string_view line) {
  if (line.size() > 3 && line[3] == '-') return;
  if (expected_.empty() || line.substr(0, 3) != expected_.front().first)
    throw std::runtime_error("unexpected LMTP reply: " + std::string(line));
  const Reply then = std::move(expected_.front().second);
  expected_.pop_front();
  if (then) then();
}

void Lmtp::deliver(std::string_view recipient, std::string_view message, Done done) {
  expect("250");
  expect("250");
  expect("354", [this, message] { lines_.send(message); });
  expect("250", std::move(done));
  lines_.send("MAIL FROM:<ann@example.net>\r\nRCPT TO:<" + std::string(recipient) + ">\r\nDATA\r\n");
}

void Lmtp::quit() {
  expect("221");
  lines_.send("QUIT\r\n");
}

MessageMaker::MessageMaker(std::size_t octets) {
  text_ =
      "Received: from mx.example.net by relay.example.org with ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000\r\n"
      "From: Ann Example <ann@example.net>\r\nTo: Bob <bob@example.org>, team@example.org\r\nSubject: m";
  subject_at_ = text_.size();
  text_ += digits(0, 8) + "\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" +
           std::to_string(getpid()) + ".";
  id_at_ = text_.size();
  text_ += digits(0, 8) +
           "@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "List-Id: Team <team.example.org>\r\n\r\n";
  const std::string line(74, 'x');
  while (text_.size() < octets) text_ += line + "\r\n";
  text_ += ".\r\n";
}

std::string_view MessageMaker::make(std::uint64_t number) {
  const auto text = digits(number, 8);
  text_.replace(subject_at_, text.size(), text);
  text_.replace(id_at_, text.size(), text);
  return text_;
}

std::string account(std::size_t number) {
  return "u" + digits(number, 4) + "@example.org";
}

}  // namespace bench
