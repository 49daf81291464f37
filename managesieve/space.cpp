// Quotas of scripts (RFC 5804 section 1.5).

#include "managesieve/space.hpp"

#include "managesieve/refusal.hpp"

namespace managesieve {

Reply too_large(const Service& service) {
  return no("QUOTA/MAXSIZE",
            "a script may have " + std::to_string(service.limits.script_octets) + " octets at most");
}

net::Task<Reply> space_for(const Service& service, const store::auth::Identity& who, std::string name,
                           base::ByteCount size) {
  if (size > service.limits.script_octets) co_return too_large(service);
  const auto scripts = co_await service.store.scripts(who.account);
  if (!scripts) co_return refusal(scripts.error());
  const store::ScriptLimits& limits = service.limits.scripts;
  std::size_t others = 0;
  base::ByteCount octets = size;
  for (const store::Script& script : *scripts) {
    if (script.name == name) continue;
    ++others;
    octets += script.text.size();
  }
  if (others >= limits.scripts)
    co_return no("QUOTA/MAXSCRIPTS",
                 "an account may have " + std::to_string(limits.scripts) + " scripts at most");
  if (octets > limits.octets)
    co_return no("QUOTA",
                 "all scripts together may have " + std::to_string(limits.octets) + " octets at most");
  co_return ok();
}

}  // namespace managesieve
