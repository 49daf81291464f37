// What a script may cost, and what a site lays down for it. A limit breaks with an error that names it (RFC
// 5228 sections 2.10.4 and 2.10.7), but where it says that something is cut.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sieve {

class ScoreSource;
struct Converter;
using Converters = std::vector<Converter>;

/// How answers look and whom they go to, where RFC 5230 leaves a choice.
struct VacationManners {
  std::string from{};               ///< author of an answer whose header would name nobody; "": the owner
  std::string subject{};            ///< where the message has none; "": ours
  std::string subject_template{};   ///< %{subject} is that of the message; "": "Auto: " and the subject
  bool to_anybody = false;          ///< also if no address of the owner is in the header
  bool sender_is_owner = false;     ///< the answer's envelope sender is the owner's address, not null
  bool to_header_author = false;    ///< To names the author of the header, whoever the envelope's sender is
  bool original_recipient = false;  ///< Environment::original_recipient is an address of the owner's
};

struct Limits {
  // At check time.
  std::size_t script_octets = 1 << 20;
  std::size_t nesting = 32;           ///< blocks within blocks, and tests within tests; the RFC demands 15
  std::size_t faults = 100;           ///< errors and warnings reported for one script
  std::size_t key_octets = 32 << 20;  ///< of memory for the keys of one script that are made ready (:regex)
  std::size_t arguments = 32;         ///< of one command or test, tags and their values included
  std::size_t match_variables = 99;   ///< the highest; RFC 5229 section 6 demands 9
  std::size_t variables = 1024;       ///< distinct names in one script; RFC 5229 section 6 demands 128

  // For one run.
  std::uint64_t steps = 2'000'000;  ///< a command or test is one, and so are 64 octets compared or copied
  std::uint64_t steps_of_tries = 16'000'000;  ///< of all tries of a run that is begun anew with each answer
  std::size_t actions = 32;
  std::size_t redirects = 4;         ///< and as many reports
  std::size_t flags = 256;           ///< in one list of imap4flags
  std::size_t notifications = 10;    ///< RFC 5435 section 8
  std::size_t received_fields = 50;  ///< with more of them a redirect is taken for a loop
  std::size_t variable_octets =
      16 << 10;                    ///< of one value, longer ones are cut; RFC 5229 section 6 demands 4000
  std::size_t include_depth = 10;  ///< scripts within scripts; RFC 6609 section 3.1 demands 3
  std::size_t includes = 255;      ///< in one run
  std::size_t loops = 4;       ///< of foreverypart within each other, through include too; RFC 5703 section 3
                               ///< demands 2
  std::size_t parts = 10'000;  ///< at which the loops of one run stand, one after the other
  std::size_t part_octets = 1 << 20;  ///< of a part, as it stands in the message, that extracttext reads
  std::size_t programs = 10;          ///< that one run has run, and as many that it pipes to
  std::size_t remembered = 32;        ///< keys that one run leaves in its owner's memory
  std::uint64_t duplicate_seconds = 7 * 24 * 3600;   ///< without :seconds (RFC 7352 section 3.3)
  std::uint64_t duplicate_most = 90ULL * 24 * 3600;  ///< more is cut silently
  std::size_t string_octets = 256 << 10;             ///< of one string after expansion, longer ones are cut
  std::uint64_t edited_octets = 256 << 20;  ///< of all versions of the message that a run makes and needs

  // Editing the header (RFC 5293 section 6). Names are found without regard to case.
  std::size_t field_octets = 2048;  ///< of the value of a field that is added; the RFC demands 998
  std::vector<std::string> fields_not_added;
  std::vector<std::string> fields_not_deleted;  ///< beside those that nobody may delete

  // What the site's scanners say (RFC 5235); null: no message is ever tested.
  std::shared_ptr<const ScoreSource> spam;
  std::shared_ptr<const ScoreSource> virus;

  std::shared_ptr<const Converters> converters;  ///< null: only those that are built in (RFC 6558)

  // Between two answers to one sender (RFC 5230 section 4.1, RFC 6131 section 2). Days are never less than
  // one.
  std::chrono::seconds vacation_least = std::chrono::minutes(10);
  std::chrono::seconds vacation_usual = std::chrono::hours(7 * 24);
  std::chrono::seconds vacation_most = std::chrono::hours(60 * 24);
  VacationManners vacation{};
};

}  // namespace sieve
