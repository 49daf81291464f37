// The table from errors to SMTP codes (RFC 5321 section 4.2.3, RFC 3463, RFC 5248).

#include "store/smtp/replies.hpp"

#include <string_view>

namespace store::smtp {
namespace {

struct Codes {
  int code;
  std::string_view enhanced;
};

// over_quota is 452 and not 552: room can be made within the days that the sender's queue keeps the mail, and
// the owner is told (QuotaExceed). A mail is not refused for a condition that passes.
Codes codes_for(base::Errc code) {
  switch (code) {
    case base::Errc::syntax:
      return {501, "5.5.4"};
    case base::Errc::denied:
      return {550, "5.7.1"};
    case base::Errc::not_found:
      return {550, "5.1.1"};
    case base::Errc::already_exists:
      return {554, "5.4.6"};
    case base::Errc::over_quota:
      return {452, "4.2.2"};
    case base::Errc::too_large:
      return {552, "5.3.4"};
    case base::Errc::unsupported:
      return {554, "5.6.1"};
    case base::Errc::no_space:
      return {452, "4.3.1"};
    case base::Errc::gone:
    case base::Errc::timed_out:
      return {451, "4.4.1"};
    case base::Errc::conflict:
    case base::Errc::too_old:
    case base::Errc::try_later:
      return {451, "4.3.0"};
  }
  return {451, "4.3.0"};
}

}  // namespace

Reply reply_for(const base::Error& error, const std::string& about) {
  const Codes codes = codes_for(error.code);
  return reply(codes.code, std::string(codes.enhanced),
               about.empty() ? error.text : about + " " + error.text);
}

Reply refused_parameter(const base::Error& error) {
  if (error.code == base::Errc::unsupported) return reply(555, "5.5.4", error.text);
  return reply_for(error, "");
}

bool is_command_error(const Reply& reply) {
  return reply.code >= 500 && reply.code <= 504;
}

}  // namespace store::smtp
