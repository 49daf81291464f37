// CHECKSCRIPT (RFC 5804 section 2.12): checks a script without storing it, whatever the quota says.

#include "managesieve/checking.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

net::Task<Reply> checkscript(Session& session, Arguments arguments) {
  if (arguments[0].text.empty()) co_return no("", "a script must not be empty");
  Reply reply = co_await check_script(session.service(), *session.identity(), std::move(arguments[0].text));
  co_return reply;
}

}  // namespace

extern const Command checkscript_command{
    .name = "CHECKSCRIPT", .takes = {{.kind = Takes::Kind::script}}, .run = checkscript};

}  // namespace managesieve
