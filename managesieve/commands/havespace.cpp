// HAVESPACE (RFC 5804 section 2.5): would a script of this name and size fit?

#include "managesieve/session.hpp"
#include "managesieve/space.hpp"

namespace managesieve {
namespace {

net::Task<Reply> havespace(Session& session, Arguments arguments) {
  Reply reply =
      co_await space_for(session.service(), *session.identity(), arguments[0].text, arguments[1].number);
  co_return reply;
}

}  // namespace

extern const Command havespace_command{.name = "HAVESPACE",
                                       .takes = {{.kind = Takes::Kind::name}, {.kind = Takes::Kind::number}},
                                       .run = havespace};

}  // namespace managesieve
