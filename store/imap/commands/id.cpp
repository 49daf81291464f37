// ID (RFC 2971): says who we are; what the client says goes to the log.

#include "base/text.hpp"
#include "store/imap/command.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

constexpr std::size_t most_fields = 30;  // RFC 2971 section 3.3
constexpr std::size_t longest_value = 1024;

/// `name=value name=value`, for the log.
std::string client_of(wire::imap::Arguments& arguments) {
  std::string client;
  if (arguments.take_word("NIL")) return client;
  arguments.expect('(');
  for (std::size_t fields = 0; !arguments.failed() && !arguments.take(')'); ++fields) {
    if (fields > 0) arguments.space();
    const auto name = arguments.string();
    arguments.space();
    const auto value = arguments.nstring().value_or("");
    if (fields == most_fields || value.size() > longest_value) arguments.fail("too many or too long fields");
    client += (fields == 0 ? "" : " ") + name + "=" + value;
  }
  return client;
}

net::Task<Reply> id(Session& session, wire::imap::Arguments arguments) {
  const auto client = client_of(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  session.services().log.debug("imap_client", {{"id", wire::imap::resp_text(client)}});
  co_await session.write("* ID (\"name\" \"notifyd\")\r\n");
  co_return ok("pleased to meet you");
}

}  // namespace

extern const Command id_command{.name = "ID", .capability = "ID", .allowed_in = any_state, .run = id};

}  // namespace store::imap
