// Errors as response codes (RFC 5804 section 1.3).

#include "managesieve/refusal.hpp"

namespace managesieve {
namespace {

const char* code_of(base::Errc code) {
  using base::Errc;
  switch (code) {
    case Errc::not_found:
      return "NONEXISTENT";
    case Errc::already_exists:
      return "ALREADYEXISTS";
    case Errc::over_quota:
      return "QUOTA";
    case Errc::too_large:
      return "QUOTA/MAXSIZE";
    case Errc::no_space:
    case Errc::conflict:
    case Errc::try_later:
    case Errc::timed_out:
    case Errc::gone:
      return "TRYLATER";
    case Errc::syntax:
    case Errc::denied:
    case Errc::unsupported:
    case Errc::too_old:
      return "";
  }
  return "";
}

}  // namespace

Reply refusal(const base::Error& error) {
  return no(code_of(error.code), error.text);
}

}  // namespace managesieve
