// NAMESPACE (RFC 2342): there is one, the user's own.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> name_space(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("NAMESPACE takes no arguments");
  co_await session.write("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
  co_return ok("that is all");
}

}  // namespace

extern const Command namespace_command{.name = "NAMESPACE",
                                       .capability = "NAMESPACE",
                                       .allowed_in = authenticated | selected,
                                       .run = name_space};

}  // namespace store::imap
