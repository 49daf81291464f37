// notifyd sandbox: all roles on free loopback ports in one process, with accounts, to try things.

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/folder.hpp"
#include "net/listener.hpp"
#include "net/tls.hpp"
#include "notifyd/command.hpp"
#include "notifyd/serving.hpp"

namespace notifyd {
namespace {

namespace fs = std::filesystem;
constexpr const char* password = "secret";

struct Options {
  std::string folder;
  int accounts = 3;
};

/// The ports of an earlier sandbox in this folder, so that clients find it again; 0, for a free one, where
/// there was none or somebody else has it now.
Ports earlier_ports(const fs::path& folder) {
  Ports ports;
  boost::system::error_code error;
  if (!fs::exists(folder / "sandbox.json")) return ports;
  const auto facts = boost::json::parse(base::read_file(folder / "sandbox.json"), error);
  if (error || !facts.is_object()) return ports;
  const auto port = [&](const char* name) -> std::uint16_t {
    const auto* value = facts.as_object().if_contains(name);
    if (value == nullptr || !value->is_int64()) return 0;
    const net::ListenOn where{.address = "127.0.0.1", .port = static_cast<std::uint16_t>(value->as_int64())};
    return net::can_listen(where) ? where.port : std::uint16_t{0};
  };
  return {.lmtp = port("lmtp"),
          .imap = port("imap"),
          .imaps = port("imaps"),
          .managesieve = port("managesieve"),
          .api = port("api")};
}

void make_certificates(const fs::path& folder) {
  if (fs::exists(folder / "ca.pem")) return;
  const auto made = net::make_certificate({"localhost", "127.0.0.1"});
  base::write_file(folder / "certificate.pem", made.certificate, 0644);
  base::write_file(folder / "key.pem", made.private_key);
  base::write_file(folder / "ca.pem", made.ca, 0644);  // last: it says that the others are there
}

/// What the file says, with everything on loopback and in this folder.
Settings sandboxed(Settings settings, const fs::path& folder, const Ports& ports) {
  settings.server.data_dir = folder;
  settings.server.hostname = "localhost";
  settings.tls = {.certificate = folder / "certificate.pem", .private_key = folder / "key.pem"};
  for (auto* listen :
       {&settings.lmtp.listen, &settings.imap.listen, &settings.managesieve.listen, &settings.api.listen})
    *listen = "127.0.0.1";
  settings.lmtp.port = ports.lmtp;
  settings.imap.port = ports.imap;
  settings.imap.tls_port = ports.imaps;
  settings.managesieve.port = ports.managesieve;
  settings.api.port = ports.api;
  settings.push.allow_private = true;
  // Lets a test prove that it would see mail lost for want of an fdatasync (tests/crash/power_cut.py).
  settings.server.durable = std::getenv("NOTIFYD_TEST_NO_SYNC") == nullptr;
  return settings;
}

net::HttpServerRequest create_account(int number) {
  auto digits = std::to_string(number);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  net::HttpServerRequest request;
  request.method = "POST";
  request.segments = {"v1", "accounts"};
  request.headers.emplace_back("content-type", "application/json");
  request.body = boost::json::serialize(
      boost::json::object{{"address", "u" + digits + "@example.org"}, {"password", password}});
  return request;
}

/// u0001@example.org ... as far as they are not there yet.
void make_accounts(System& system, int count) {
  net::run_blocking(system.loops().first(), [&]() -> net::Task<> {
    for (int number = 1; number <= count; ++number) {
      const auto answer =
          co_await system.router().answer_as({.administrator = true, .account = {}}, create_account(number));
      if (answer.status != 201 && answer.status != 409)
        throw std::runtime_error("cannot make the accounts: " + answer.body);
    }
  });
}

boost::json::object facts_of(const System& system, const fs::path& folder) {
  const auto ports = system.ports();
  return {{"pid", ::getpid()},
          {"dir", folder.string()},
          {"lmtp", ports.lmtp},
          {"imap", ports.imap},
          {"imaps", ports.imaps},
          {"managesieve", ports.managesieve},
          {"api", ports.api},
          {"admin_token", system.administrator_token()},
          {"ca", (folder / "ca.pem").string()}};
}

void announce(const boost::json::object& facts, bool as_json) {
  if (as_json) {
    std::cout << boost::json::serialize(facts) << '\n' << std::flush;
    return;
  }
  for (const auto& [name, value] : facts) std::cout << name << "  " << boost::json::serialize(value) << '\n';
  std::cout << "Accounts u0001@example.org ... have the password " << password << ". End it with Ctrl-C.\n"
            << std::flush;
}

void run(CommandLine& line, const Options& options) {
  std::unique_ptr<base::TemporaryFolder> temporary;
  if (options.folder.empty()) temporary = std::make_unique<base::TemporaryFolder>();
  const auto folder = fs::absolute(temporary ? temporary->path() : fs::path(options.folder));
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  make_certificates(folder);
  const auto settings = sandboxed(line.settings(), folder, earlier_ports(folder));
  auto config = line.config();
  line.exit_code =
      serve_until_signal(settings, config, [&line] { return line.log_level(); },
                         {.before_start = [&](System& system) { make_accounts(system, options.accounts); },
                          .ready =
                              [&](System& system) {
                                const auto facts = facts_of(system, folder);
                                base::write_file(folder / "sandbox.json", boost::json::serialize(facts));
                                announce(facts, line.json);
                              }});
}

void set_up(base::Verb program, CommandLine& line) {
  auto options = std::make_shared<Options>();  // shared with the callback, which the program keeps
  auto command =
      program.verb("sandbox", "Run everything on free loopback ports, with accounts to try things");
  command.option("--dir", options->folder,
                 "Go on with the data in this folder; without it a temporary one is used");
  command.option("--accounts", options->accounts, "How many accounts u0001@example.org ...")
      .between(1, 100'000);
  command.action([&line, options] { run(line, *options); });
}

}  // namespace

extern const Command sandbox_command{.set_up = set_up};

}  // namespace notifyd
