// [sieve] and the tables below it: what scripts may do, and where those of the administrator lie.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "notifyd/notify_settings.hpp"
#include "notifyd/programs/programs.hpp"
#include "notifyd/sieve_classes.hpp"
#include "sieve/limits.hpp"
#include "sieve/run.hpp"

namespace notifyd {

struct SieveSettings {
  std::filesystem::path before;  ///< the administrator's script before the user's, "" for none
  std::filesystem::path after;
  std::filesystem::path global;  ///< a folder of NAME.sieve that scripts may include, "" for none
  sieve::Limits limits;          ///< also for the administrator's scripts
  std::size_t scripts = 32;
  std::size_t lists = 100;  ///< external ones (RFC 6134), of an account and of everybody
  std::size_t list_entries = 10'000;
  NotifySettings notify;
  programs::ProgramSettings programs;
  std::vector<std::string> disabled;  ///< capabilities that users' scripts may not require
  std::vector<SieveClass> classes;
  sieve::Environment::Items environment;   ///< beside those of each delivery
  std::string report_from = "postmaster";  ///< author of reports: filters::Sending
  bool error_mail = false;                 ///< an owner whose script fails finds a mail about it, one a day
};

SieveSettings read_sieve(base::Config& config);

}  // namespace notifyd
