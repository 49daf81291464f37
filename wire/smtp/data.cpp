// The octets between DATA and its final dot (RFC 5321 section 4.5.2).

#include "wire/smtp/data.hpp"

#include <algorithm>

namespace wire::smtp {
namespace {

/// Octets before the first CR or LF. Two searches in a run are faster than one for two octets; in windows, so
/// that octets with only one of them cost linear time too.
std::size_t run_size(std::string_view octets) {
  constexpr std::size_t window_octets = 256;
  for (std::size_t at = 0; at < octets.size(); at += window_octets) {
    const auto window = octets.substr(at, window_octets);
    const auto before_cr = window.substr(0, window.find('\r'));
    const auto run = std::min(before_cr.size(), before_cr.find('\n'));
    if (run < window.size()) return at + run;
  }
  return octets.size();
}

}  // namespace

std::size_t DataDecoder::add(std::string_view octets, std::string& content) {
  std::size_t at = 0;
  while (at < octets.size() && !done()) {
    if (state_ != State::text) {
      step(octets[at++], content);
      continue;
    }
    const auto run = octets.substr(at, run_size(octets.substr(at)));
    take(run, content);
    at += run.size();
    if (at < octets.size()) step(octets[at++], content);
  }
  return at;
}

/// One octet. A dot and a CR are held back until the next octet says what they are.
void DataDecoder::step(char octet, std::string& content) {
  const bool after_cr = state_ == State::cr || state_ == State::dot_cr;
  if (state_ == State::dot_cr && octet == '\n') {
    state_ = State::done;
    return;
  }
  if (state_ == State::cr && octet == '\n') {
    take("\r\n", content);
    state_ = State::line_start;
    return;
  }
  if (after_cr || octet == '\n') refused_ = true;
  if (octet == '\r') {
    state_ = state_ == State::dot ? State::dot_cr : State::cr;
  } else if (octet == '.' && state_ == State::line_start) {
    state_ = State::dot;
  } else {
    take({&octet, 1}, content);
    state_ = State::text;
  }
}

base::Result<void> check_line_ends(std::string_view octets) {
  for (std::size_t at = run_size(octets); at < octets.size(); at += run_size(octets.substr(at))) {
    if (!octets.substr(at).starts_with("\r\n"))
      return base::fail(base::Errc::syntax, "bare CR or LF in the message");
    at += 2;
  }
  return {};
}

base::Result<void> DataEncoder::add(std::string_view octets, std::string& out) {
  while (!octets.empty()) {
    if (after_cr_ != (octets.front() == '\n'))
      return base::fail(base::Errc::syntax, "bare CR or LF in the message");
    if (after_cr_) {
      out += "\r\n";
      octets.remove_prefix(1);
      after_cr_ = false;
      at_line_start_ = true;
      continue;
    }
    const auto run = octets.substr(0, run_size(octets));
    if (at_line_start_ && octets.front() == '.') out += '.';
    out += run;
    octets.remove_prefix(run.size());
    at_line_start_ = at_line_start_ && run.empty();
    if (!octets.starts_with('\r')) continue;
    octets.remove_prefix(1);
    after_cr_ = true;
  }
  return {};
}

base::Result<void> DataEncoder::finish(std::string& out) {
  if (after_cr_) return base::fail(base::Errc::syntax, "bare CR at the end of the message");
  out += at_line_start_ ? ".\r\n" : "\r\n.\r\n";
  return {};
}

}  // namespace wire::smtp
