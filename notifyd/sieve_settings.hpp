// [sieve] and the tables below it: what scripts may do, and where those of the administrator lie.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/octets.hpp"
#include "notifyd/notify_settings.hpp"
#include "notifyd/programs/programs.hpp"
#include "notifyd/sieve_classes.hpp"
#include "sieve/score.hpp"

namespace notifyd {

struct SieveSettings {
  std::filesystem::path before;  ///< the administrator's script before the user's, "" for none
  std::filesystem::path after;
  std::filesystem::path global;  ///< a folder of NAME.sieve that scripts may include, "" for none
  base::ByteCount script_limit = 1 << 20;
  std::size_t scripts = 32;
  std::size_t lists = 100;  ///< external ones (RFC 6134), of an account and of everybody
  std::size_t list_entries = 10'000;
  std::size_t redirects = 4;
  std::size_t notifications = 10;
  NotifySettings notify;
  programs::ProgramSettings programs;
  std::shared_ptr<const sieve::Converters> converters;  ///< null: only those that are built in
  std::vector<std::string> disabled;                    ///< capabilities that users' scripts may not require
  std::vector<SieveClass> classes;
  std::string report_from = "postmaster";  ///< author of reports: filters::Sending
  bool error_mail = false;                 ///< an owner whose script fails finds a mail about it, one a day
  std::vector<std::string> headers_not_added;  ///< that scripts may not change (RFC 5293 section 6)
  std::vector<std::string> headers_not_deleted;
  std::shared_ptr<const sieve::ScoreSource> spam;  ///< [sieve.spamtest]; null: not configured
  std::shared_ptr<const sieve::ScoreSource> virus;
  std::chrono::milliseconds vacation_least = std::chrono::minutes(10);  ///< between two answers to one sender
  std::chrono::milliseconds vacation_usual = std::chrono::hours(7 * 24);
  std::chrono::milliseconds vacation_most = std::chrono::hours(60 * 24);
};

SieveSettings read_sieve(base::Config& config);

}  // namespace notifyd
