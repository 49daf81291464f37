// Why a device heard or did not: what was decided, then (kept for a configured time; `filter explain` reads
// it).
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "mail/ids.hpp"

namespace store {

/// One step of a decision, in the order in which it was taken.
struct TraceStep {
  base::Time at;
  std::string device;  ///< the device's name, "" for the deposit (AF, DF)
  std::string stage;   ///< "AF", "DF", "VF", "NF", "presence", "push"
  std::string text;    ///< a sentence for a person; never message content
};

using Trace = std::vector<TraceStep>;

/// What was decided about what happened at one modseq of an account.
struct Traced {
  mail::ModSeq modseq;
  Trace trace;
};

}  // namespace store
