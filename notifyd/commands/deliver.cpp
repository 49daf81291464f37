// notifyd deliver --to ADDRESS [--from ADDRESS] < message: the LMTP client for people and scripts.

#include <iostream>
#include <iterator>
#include <memory>
#include <string>

#include "notifyd/command.hpp"
#include "notifyd/deliver_command.hpp"

namespace notifyd {
namespace {

/// The server of the configuration: its UNIX socket if it has one.
std::string configured_server(const CommandLine& line) {
  const LmtpSettings lmtp = line.settings().lmtp;
  if (!lmtp.socket.empty()) return "unix:" + lmtp.socket.string();
  const bool any = lmtp.listen == "0.0.0.0" || lmtp.listen == "::";
  return (any ? std::string("127.0.0.1") : lmtp.listen) + ":" + std::to_string(lmtp.port);
}

void set_up(base::Verb program, CommandLine& line) {
  auto request = std::make_shared<DeliverRequest>();  // shared by the callback, which the program keeps
  auto command = program.verb("deliver", "Deliver the message on standard input by LMTP");
  command.option("--to", request->to, "Recipient; may be given several times").required();
  command.option("--from", request->from, "Envelope sender; none for the null sender");
  command.option("--server", request->server,
                 "unix:/path or host:port of the LMTP server; the configured one if not given");
  command.action([request, &line] {
    if (request->server.empty()) request->server = configured_server(line);
    request->message.assign(std::istreambuf_iterator<char>(std::cin), {});
    request->json = line.json;
    line.exit_code = deliver(std::move(*request), std::cout, std::cerr);
  });
}

}  // namespace

extern const Command deliver_command{.set_up = set_up};

}  // namespace notifyd
