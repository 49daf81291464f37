// LIST (RFC 3501 section 6.3.8) with the options of RFC 5258 and CHILDREN (RFC 3348).

#include "store/imap/command.hpp"
#include "store/imap/mailbox_tree.hpp"

namespace store::imap {
namespace {

net::Task<Reply> list(Session& session, wire::imap::Arguments arguments) {
  return answer_list(session, std::move(arguments), wire::imap::list_arguments, list_lines);
}

}  // namespace

extern const Command list_command{.name = "LIST",
                                  .capability = "CHILDREN LIST-EXTENDED",
                                  .allowed_in = authenticated | selected,
                                  .run = list};

}  // namespace store::imap
