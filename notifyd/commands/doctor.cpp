// notifyd doctor: looks at what usually goes wrong, and says how to mend it. Exit 0 only if all is well.

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "net/certificate.hpp"
#include "net/listener.hpp"
#include "notifyd/command.hpp"
#include "notifyd/control.hpp"
#include "notifyd/print.hpp"
#include "notifyd/private_files.hpp"

namespace notifyd {
namespace {

constexpr auto enough = std::chrono::days(14);  // left of a certificate

/// One look: what was looked at, whether it is well, and what to do if it is not.
struct Finding {
  std::string what;
  bool is_well = true;
  std::string say;
};

Finding configuration(CommandLine& line) {
  auto config = line.config();
  (void)read_everything(config);
  const auto faults = config.faults();
  return {"configuration", faults.empty(),
          faults.empty() ? "good: " + line.config_name() : faults.front().text};
}

Finding space(const Settings& settings) {
  struct statvfs disk{};
  const auto& folder = settings.server.data_dir;
  if (::statvfs(folder.c_str(), &disk) != 0)
    return {"disk", false,
            "there is no folder " + folder.string() + " yet: notifyd serve makes it, if it may"};
  const auto free_octets = static_cast<base::ByteCount>(disk.f_bavail) * disk.f_frsize;
  const auto megabytes = free_octets >> 20;
  return {"disk", megabytes >= 1024,
          std::to_string(megabytes) + " MiB free in " + folder.string() +
              (megabytes < 1024 ? ": mail is refused with 452 when it is full" : "")};
}

Finding descriptors() {
  struct rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return {"open files", limit.rlim_cur >= 4096,
          "at most " + std::to_string(limit.rlim_cur) +
              (limit.rlim_cur < 4096 ? ": raise it (LimitNOFILE= in the unit file), each connection takes one"
                                     : "")};
}

Finding outbox(Control& control) {
  const auto reply = control.call("GET", "/v1/outbox");
  if (!reply.is_good()) return {"outbox", false, "cannot be read: " + boost::json::serialize(reply.body)};
  const auto& stats = reply.body.as_object();
  const auto dead = stats.at("dead").to_number<std::uint64_t>();
  auto say = std::to_string(stats.at("waiting").to_number<std::uint64_t>()) + " waiting, " +
             std::to_string(dead) + " dead letters";
  if (dead > 0) say += ": `notifyd outbox dead` gives the reasons";
  return {"outbox", dead == 0, std::move(say)};
}

Finding certificate(const Settings& settings) {
  try {
    const auto left = std::chrono::floor<std::chrono::days>(net::certificate_end(settings.tls.certificate) -
                                                            std::chrono::system_clock::now());
    const auto days = std::to_string(left.count());
    if (left < std::chrono::days(0)) return {"certificate", false, "it has ended: renew it, then send HUP"};
    return {"certificate", left > enough,
            "valid for " + days + " days" + (left > enough ? "" : ": renew it")};
  } catch (const std::runtime_error& failure) {
    return {"certificate", false, failure.what()};
  }
}

/// Of a server that does not run: whether somebody else has its ports.
void look_at_ports(const Settings& settings, std::vector<Finding>& findings) {
  const auto look = [&](const char* server, bool on, const std::string& address, std::uint16_t port) {
    if (!on || port == 0 || net::can_listen({.address = address, .port = port})) return;
    findings.push_back({server, false,
                        "cannot listen on " + address + " port " + std::to_string(port) +
                            ": another program has it, or this user may not: see ss -ltnp"});
  };
  look("lmtp", settings.lmtp.on, settings.lmtp.listen, settings.lmtp.port);
  look("imap", settings.imap.on, settings.imap.listen, settings.imap.port);
  look("imaps", settings.imap.on && settings.imap.tls_port, settings.imap.listen,
       settings.imap.tls_port.value_or(0));
  look("managesieve", settings.managesieve.on, settings.managesieve.listen, settings.managesieve.port);
  look("api", settings.api.on, settings.api.listen, settings.api.port);
}

std::vector<Finding> look(CommandLine& line) {
  std::vector<Finding> findings{configuration(line), descriptors()};
  if (!findings.front().is_well) return findings;
  const auto settings = line.settings();
  for (const auto& warning : line.warnings()) findings.push_back({"configuration", true, "note: " + warning});
  findings.push_back(space(settings));
  for (auto& exposed : exposed_keys(settings)) findings.push_back({"keys", false, std::move(exposed)});
  if (!settings.tls.certificate.empty()) findings.push_back(certificate(settings));
  try {
    Control control(line);
    if (!control.has_store()) {
      findings.push_back({"store", true, "note: there is none yet: notifyd serve makes it"});
      look_at_ports(settings, findings);
      return findings;
    }
    findings.push_back({"server", true, control.server_runs() ? "it runs" : "it does not run"});
    if (!control.server_runs()) look_at_ports(settings, findings);
    findings.push_back(outbox(control));
  } catch (const std::exception& failure) {
    findings.push_back({"store", false, failure.what()});
  }
  return findings;
}

void doctor(CommandLine& line) {
  boost::json::array items;
  for (const auto& finding : look(line)) {
    items.push_back(
        boost::json::object{{"what", finding.what}, {"well", finding.is_well}, {"say", finding.say}});
    if (!finding.is_well) line.exit_code = exit_unavailable;
  }
  const boost::json::object report{{"items", items}};
  std::cout << (line.json ? boost::json::serialize(report) + "\n" : for_people(report));
}

void set_up(base::Verb program, CommandLine& line) {
  program.verb("doctor", "Look at what usually goes wrong").action([&line] { doctor(line); });
}

}  // namespace

extern const Command doctor_command{.set_up = set_up};

}  // namespace notifyd
