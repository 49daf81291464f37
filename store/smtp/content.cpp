// A message's octets on their way in: bounded memory, a size limit, and a full disk as an answer (RFC 1870).

#include "store/smtp/content.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace store::smtp {

void Content::add(std::string_view octets) {
  size_ += octets.size();
  if (size_ > limit_) refuse(base::fail(base::Errc::too_large, "message is larger than the limit"));
  if (fault_) return;
  try {
    spool_.add(octets);
  } catch (const std::system_error& error) {
    const bool full = error.code() == std::errc::no_space_on_device || error.code().value() == EDQUOT;
    refuse(full ? base::fail(base::Errc::no_space, "no space to take the message")
                : base::fail(base::Errc::try_later, "the message cannot be taken now"));
  }
}

void Content::refuse(base::Error fault) {
  if (!fault_) fault_ = std::move(fault);
}

bool Content::spools(std::size_t next) const {
  return !fault_ && size_ + next > base::Spool::memory_limit;
}

}  // namespace store::smtp
