// Checks scripts off the loop: a large one takes its time.

#include "managesieve/checking.hpp"

#include "net/on.hpp"

namespace managesieve {

net::Task<Reply> check_script(const Service& service, const store::auth::Identity& who, std::string text) {
  auto work = [&service, &who, &text] { return service.check(text, who); };
  CheckResult checked = co_await net::on(service.check_lane(who.address), work);
  if (!checked.valid) co_return no("", std::move(checked.text));
  Reply reply = ok(std::move(checked.text));
  if (!reply.response.text.empty()) reply.response.code = "WARNINGS";
  co_return reply;
}

}  // namespace managesieve
