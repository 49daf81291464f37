// The life of a serving process: signals, privileges, readiness, the end.

#include "notifyd/serving.hpp"

#include <cerrno>
#include <filesystem>
#include <grp.h>
#include <iostream>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/log.hpp"
#include "net/activation.hpp"
#include "notifyd/command.hpp"
#include "notifyd/servers.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace notifyd {
namespace {

/// Asked of the signal thread by the parts of the daemon: the same way a person would.
constexpr int broken_signal = SIGUSR1;

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP, broken_signal}) sigaddset(&set, one);
  return set;
}

/// After the ports are bound: from root to server.user, for good.
void drop_privileges(const ServerSettings& server) {
  if (server.user.empty() || ::geteuid() != 0) return;
  const auto* entry = ::getpwnam(server.user.c_str());
  if (entry == nullptr) throw std::runtime_error("server.user: there is no user " + server.user);
  const auto uid = entry->pw_uid;
  const auto gid = entry->pw_gid;
  if (::initgroups(server.user.c_str(), gid) != 0 || ::setgid(gid) != 0 || ::setuid(uid) != 0)
    throw std::system_error(errno, std::system_category(), "cannot become user " + server.user);
  if (::setuid(0) == 0) throw std::runtime_error("could become root again: privileges were not dropped");
}

/// Before anything is made in it, and again as the user that the daemon has become.
void require_writable(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (!failure && ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    failure = std::error_code(errno, std::system_category());
  if (!failure) return;
  throw std::system_error(failure,
                          "the data folder " + folder.string() +
                              " cannot be written (server.data_dir; what user and mount it belongs to)");
}

/// The data folder must belong to the user that the daemon becomes.
void hand_over_folder(const ServerSettings& server) {
  require_writable(server.data_dir);
  if (server.user.empty() || ::geteuid() != 0) return;
  const auto* entry = ::getpwnam(server.user.c_str());
  if (entry == nullptr) throw std::runtime_error("server.user: there is no user " + server.user);
  if (::chown(server.data_dir.c_str(), entry->pw_uid, entry->pw_gid) != 0)
    throw std::system_error(errno, std::system_category(),
                            "cannot give " + server.data_dir.string() + " to " + server.user);
}

/// Every connection takes a descriptor: as many as this process may have without asking anyone.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // refused: it stays as it was, and doctor tells
}

/// What is freed is soon fetched again: to give each piece back to the kernel at once costs more than the
/// work it was for. The limits are per arena, of which there is one for each thread that is busy.
void keep_freed_memory() {
  constexpr int octets = 1 << 20;
  ::mallopt(M_TRIM_THRESHOLD, octets);
  ::mallopt(M_MMAP_THRESHOLD, octets);
}

/// Waits for the end; everything else of the process runs on other threads, which leave these signals alone.
int wait_for_end(System& system, base::LogSink& sink, const base::Log& log, const ReadLevel& read_level) {
  const auto set = handled_signals();
  for (;;) {
    int caught = 0;
    ::sigwait(&set, &caught);
    if (caught == broken_signal) return exit_software;
    if (caught != SIGHUP) return exit_ok;
    sd_notify(0, "RELOADING=1");
    system.reload();
    const auto level = read_level();
    if (level)
      base::set_level(sink, *level);
    else
      log.warn("reload_kept_log_level",
               {{"why", "the configuration file has a fault: notifyd check-config tells it"}});
    log.info("reloaded");
    sd_notify(0, "READY=1");
  }
}

}  // namespace

int serve_until_signal(const Settings& settings, base::Config& config, const ReadLevel& read_level,
                       const Occasions& occasions) {
  auto handed = net::take_activated_sockets();  // of the environment, so before any thread
  const auto set = handled_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any thread starts: all of them inherit it
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGCHLD, SIG_DFL);  // whatever our parent left us: programs are waited for
  raise_descriptor_limit();
  keep_freed_memory();
  const auto form = settings.server.log_form.value_or(::isatty(STDERR_FILENO) != 0 ? base::LogForm::text
                                                                                   : base::LogForm::json);
  const auto sink = base::open_log(form, settings.server.log_level);
  const base::Log log(sink);
  try {
    // What is opened after this belongs to the user that the daemon becomes.
    hand_over_folder(settings.server);
    auto sockets = bind_ports(settings, std::move(handed));
    drop_privileges(settings.server);
    require_writable(settings.server.data_dir);
    System system(settings, config,
                  {.broken = [] { ::kill(::getpid(), broken_signal); }, .sockets = std::move(sockets)}, log);
    if (occasions.before_start) occasions.before_start(system);
    system.start();
    const auto ports = system.ports();
    log.info("ready", {{"lmtp", ports.lmtp},
                       {"imap", ports.imap},
                       {"imaps", ports.imaps},
                       {"managesieve", ports.managesieve},
                       {"api", ports.api}});
    occasions.ready(system);
    const int code = wait_for_end(system, *sink, log, read_level);
    sd_notify(0, "STOPPING=1");
    log.info("stopping");
    system.stop();
    log.info("stopped");
    return code;
  } catch (const store::sqlite::StoreInUse& failure) {
    std::cerr << "notifyd: " << failure.what() << '\n';
    return exit_try_later;
  } catch (const std::exception& failure) {
    std::cerr << "notifyd: " << failure.what() << '\n';
    return exit_config;
  }
}

}  // namespace notifyd
