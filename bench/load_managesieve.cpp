// Loads any ManageSieve server: commands per second and how long each takes.
//
// usage: load_managesieve --port PORT --command put|check|get|activate [--connections 8] [--octets 3700]
// [--seconds 5] Each connection is of an account of its own, u0001@example.org ... with password `secret`,
// and has one command in flight. What is put or checked is another script each time, so that no server can
// know it. Prints one JSON line.

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/support/lines.hpp"
#include "bench/support/lmtp.hpp"
#include "bench/support/report.hpp"

namespace {

using bench::Clock;

enum class Command { put, check, get, activate };

Command command_of(const std::string& word) {
  if (word == "put") return Command::put;
  if (word == "check") return Command::check;
  if (word == "get") return Command::get;
  if (word == "activate") return Command::activate;
  throw std::runtime_error("--command is put, check, get or activate");
}

/// Rules that differ from one script to the next.
std::string script(std::size_t octets, std::uint64_t number) {
  std::string text = "require [\"fileinto\", \"imap4flags\"];\r\n# " + std::to_string(number) + "\r\n";
  for (std::uint64_t rule = 0; text.size() < octets; ++rule) {
    const std::string name = std::to_string(number) + "-" + std::to_string(rule);
    text +=
        "if header :contains \"subject\" \"project-" + name + "\" { fileinto \"P" + name + "\"; stop; }\r\n";
  }
  return text;
}

/// base64 of NUL user NUL password, as PLAIN has it.
std::string plain(const std::string& user) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string text = std::string(1, '\0') + user + std::string(1, '\0') + "secret";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8U | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += i + j > text.size() ? '=' : alphabet[group >> (18U - 6U * static_cast<unsigned>(j)) & 63U];
  }
  return out;
}

/// One connection; throws (from the loop) at a NO.
class Client {
 public:
  using Done = std::function<void()>;
  Client(bench::Loop& loop, std::uint16_t port, std::string user)
      : user_(std::move(user)), lines_(loop, port, nullptr, [this](std::string_view line) { take(line); }) {
    done_ = [this] { ask("AUTHENTICATE \"PLAIN\" \"" + plain(user_) + "\"\r\n", [this] { ready_ = true; }); };
  }
  [[nodiscard]] bool ready() const { return ready_ && !done_; }
  void ask(const std::string& octets, Done done) {
    done_ = std::move(done);
    lines_.send(octets);
  }

 private:
  /// The last line of a reply begins with OK, which no line of our scripts does.
  void take(std::string_view line) {
    if (line.starts_with("NO") || line.starts_with("BYE"))
      throw std::runtime_error("refused: " + std::string(line));
    if (!line.starts_with("OK") || !done_) return;
    std::exchange(done_, nullptr)();
  }

  std::string user_;
  bool ready_ = false;
  Done done_;
  bench::Lines lines_;
};

struct Load {
  Command command;
  std::size_t octets;
  Clock::time_point until;
  std::uint64_t begun = 0;
  std::vector<double> milliseconds;
};

std::string literal(const std::string& text) {
  return "{" + std::to_string(text.size()) + "+}\r\n" + text + "\r\n";
}

std::string request(const Load& load, std::uint64_t number) {
  switch (load.command) {
    case Command::put:
      return "PUTSCRIPT \"main\" " + literal(script(load.octets, number));
    case Command::check:
      return "CHECKSCRIPT " + literal(script(load.octets, number));
    case Command::get:
      return "GETSCRIPT \"main\"\r\n";
    case Command::activate:
      return "";
  }
  return "";
}

void next(Client& client, Load& load, bool other) {
  const auto now = Clock::now();
  if (now >= load.until) return;
  const auto number = load.begun++;
  const std::string octets = load.command == Command::activate
                                 ? std::string("SETACTIVE \"") + (other ? "other" : "main") + "\"\r\n"
                                 : request(load, number);
  const auto sent = Clock::now();  // making a script is no part of it
  client.ask(octets, [&client, &load, sent, other] {
    load.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - sent).count());
    next(client, load, !other);
  });
}

bool all_ready(const std::vector<std::unique_ptr<Client>>& clients) {
  return std::ranges::all_of(clients, [](const auto& client) { return client->ready(); });
}

/// Two scripts for each account.
void prepare(bench::Loop& loop, const std::vector<std::unique_ptr<Client>>& clients, std::size_t octets) {
  for (const char* name : {"main", "other"}) {
    for (const auto& client : clients)
      client->ask("PUTSCRIPT \"" + std::string(name) + "\" " + literal(script(octets, 0)), [] {});
    if (!loop.run_until([&] { return all_ready(clients); }, std::chrono::seconds(30)))
      throw std::runtime_error("the first scripts were not taken");
  }
}

int run(int argc, char** argv) {
  const bench::Options options(argc, argv, {"port", "command", "connections", "octets", "seconds"});
  Load load{.command = command_of(options.text("command")),
            .octets = options.number("octets", 3700),
            .until = {},
            .milliseconds = {}};
  bench::Loop loop;
  std::vector<std::unique_ptr<Client>> clients;
  for (std::uint64_t i = 0; i < options.number("connections", 8); ++i)
    clients.push_back(std::make_unique<Client>(loop, options.port("port"), bench::account(i + 1)));
  if (!loop.run_until([&] { return all_ready(clients); }, std::chrono::seconds(30)))
    throw std::runtime_error("no login");
  prepare(loop, clients, load.octets);
  const auto begin = Clock::now();
  load.until = begin + std::chrono::duration_cast<Clock::duration>(
                           std::chrono::duration<double>(options.real("seconds", 5)));
  for (const auto& client : clients) next(*client, load, true);
  if (!loop.run_until([&] { return all_ready(clients); }, std::chrono::minutes(2)))
    throw std::runtime_error("a command was not answered");
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const auto count = load.milliseconds.size();
  bench::Report("managesieve")
      .add("command", options.text("command"))
      .add("connections", std::uint64_t{clients.size()})
      .add("octets", std::uint64_t{load.octets})
      .add("commands", std::uint64_t{count})
      .add("seconds", seconds)
      .add("per_s", static_cast<double>(count) / seconds)
      .add_times("command", load.milliseconds)
      .print();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::guarded(run, argc, argv);
}
