// IMAPSIEVE= (RFC 6785 section 2.1): the store runs the scripts; here clients learn where they are managed.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

std::string offers(const Session& session) {
  const auto& of = session.services().imapsieve;
  const std::string where = of ? of(session.identity()) : "";
  return where.empty() ? "" : "IMAPSIEVE=" + where;
}

}  // namespace

extern const Command imapsieve_command{.name = "IMAPSIEVE", .offers = offers};

}  // namespace store::imap
