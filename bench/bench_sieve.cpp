// Measures sieve: messages/s of a 30-rule script, the cost of an empty one, and checking.
//
// Prints one JSON line; times are processor time. A message is scanned anew for each run, as a delivery does.

#include <cstdio>
#include <ctime>
#include <string>

#include "sieve/engine.hpp"
#include "sieve/run.hpp"

namespace {

/// Processor time of this process in seconds: the work is all its own, and other load on the machine is no
/// part of it.
double cpu_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::string script(int rules) {
  std::string out = "require [\"fileinto\", \"imap4flags\"];\n";
  for (int i = 0; i < rules; ++i) {
    const std::string number = std::to_string(i);
    switch (i % 5) {
      case 0:
        out +=
            "if header :contains \"subject\" \"project-" + number + "\" { fileinto \"P" + number + "\"; }\n";
        break;
      case 1:
        out +=
            "if address :domain :is [\"from\", \"sender\"] \"d" + number + ".example\" { addflag \"f\"; }\n";
        break;
      case 2:
        out +=
            "if header :is [\"list-id\", \"x-list\"] [\"<a" + number + ">\", \"<b>\"] { fileinto \"L\"; }\n";
        break;
      case 3:
        out += "if header :matches \"subject\" \"*[" + number + "]*offer*\" { discard; }\n";
        break;
      default:
        out += "if allof (exists \"x-r" + number + "\", size :over 100K) { keep; }\n";
        break;
    }
  }
  return out;
}

std::string message() {
  std::string out;
  for (int i = 0; i < 8; ++i)
    out += "Received: from mx" + std::to_string(i) +
           ".example by here.example\r\n\twith ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000\r\n";
  out +=
      "From: Ann Example <ann@sender.example>\r\nTo: Bob <bob@here.example>, team@here.example\r\n"
      "Subject: =?utf-8?q?Minutes_of_the_meeting_on_monday=2C_gr=C3=BC=C3=9Fe?=\r\n"
      "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nList-Id: Team <team.here.example>\r\n\r\n";
  out.append(4096, 'x');
  return out;
}

/// Processor seconds of one call, over at least half a second.
template <class Work>
double seconds(Work work) {
  for (std::size_t times = 16;; times *= 2) {
    const double start = cpu_seconds();
    for (std::size_t i = 0; i < times; ++i) work();
    const double taken = cpu_seconds() - start;
    if (taken > 0.5) return taken / static_cast<double>(times);
  }
}

}  // namespace

int main() {
  const sieve::Engine engine;
  const base::Body body(message());
  const mail::Envelope envelope{.sender = {"ann", "sender.example"}};
  const sieve::Environment environment{
      .envelope = &envelope, .recipient = {"bob", "here.example"}, .account = "bob@here.example"};
  std::size_t actions = 0;  // looked at, so that no run is optimised away
  const auto cost = [&](const sieve::Program& program) {
    return seconds([&] {
      const auto result = sieve::run(program, mail::Message(body), environment, {});
      actions += std::get<sieve::Outcome>(result).actions.size();
    });
  };
  const std::string thirty = script(30);
  const double empty = cost(*engine.check("").program);
  const double rules = cost(*engine.check(thirty).program);
  const double many = cost(*engine.check(script(3000)).program);
  const double check = seconds([&] { actions += engine.check(thirty).faults.size(); });
  const double big = seconds([&] { actions += engine.check(script(5000)).faults.size(); });
  std::printf(
      "{\"bench\":\"sieve\",\"messages_per_second\":%.0f,\"rule_us\":%.3f,\"rule_us_of_3000\":%.3f,\"empty_"
      "us\":%.3f,"
      "\"check_30_us\":%.1f,\"check_5000_ms\":%.1f,\"actions\":%zu}\n",
      1 / rules, (rules - empty) * 1e6 / 30, (many - empty) * 1e6 / 3000, empty * 1e6, check * 1e6, big * 1e3,
      actions % 10);
  return 0;
}
