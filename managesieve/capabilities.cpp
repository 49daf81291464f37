// What the server can do, computed from its tables (RFC 5804 section 1.7).

#include "managesieve/capabilities.hpp"

#include "base/text.hpp"
#include "managesieve/command.hpp"
#include "managesieve/session.hpp"

namespace managesieve {
namespace {

std::string line(std::string_view name) {
  return wire::managesieve::string(name) + "\r\n";
}

std::string line(std::string_view name, std::string_view value) {
  return wire::managesieve::string(name) + " " + wire::managesieve::string(value) + "\r\n";
}

}  // namespace

std::string capability_lines(const Session& session) {
  const Service& service = session.service();
  const Abilities abilities = service.abilities(session.identity());
  std::string lines = line("IMPLEMENTATION", service.implementation);
  lines += line("VERSION", "1.0");
  lines += line("SASL", base::text::join(session.mechanisms(), " "));
  lines += line("SIEVE", base::text::join(abilities.extensions, " "));
  if (!abilities.notify_methods.empty())
    lines += line("NOTIFY", base::text::join(abilities.notify_methods, " "));
  if (!abilities.list_schemes.empty())
    lines += line("EXTLISTS", base::text::join(abilities.list_schemes, " "));
  if (abilities.max_redirects) lines += line("MAXREDIRECTS", std::to_string(*abilities.max_redirects));
  if (session.may_start_tls()) lines += line("STARTTLS");
  if (find_command("UNAUTHENTICATE") != nullptr) lines += line("UNAUTHENTICATE");
  lines += line("LANGUAGE", "en");
  if (session.identity()) lines += line("OWNER", session.identity()->address);
  return lines;
}

}  // namespace managesieve
