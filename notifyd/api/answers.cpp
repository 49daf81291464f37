// Answers of the HTTP API: JSON, and problems as application/problem+json (RFC 9457).

#include "notifyd/api/answers.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/text.hpp"

namespace notifyd::api {
namespace {

int status_of(base::Errc code) {
  switch (code) {
    case base::Errc::syntax:
      return 400;
    case base::Errc::denied:
      return 403;
    case base::Errc::not_found:
      return 404;
    case base::Errc::already_exists:
    case base::Errc::conflict:
      return 409;
    case base::Errc::over_quota:
    case base::Errc::too_large:
      return 413;
    case base::Errc::unsupported:
      return 422;
    case base::Errc::no_space:
      return 507;
    case base::Errc::too_old:
      return 410;
    case base::Errc::try_later:
    case base::Errc::gone:
    case base::Errc::timed_out:
      return 503;
  }
  return 500;
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "The request is not well-formed";
    case 401:
      return "A token is needed";
    case 403:
      return "Not allowed";
    case 404:
      return "Not found";
    case 405:
      return "Not a method of this address";
    case 409:
      return "In conflict with what is there";
    case 410:
      return "No longer kept";
    case 413:
      return "Too large";
    case 415:
      return "Not JSON";
    case 422:
      return "Understood, and cannot be done";
    case 429:
      return "Too many failures";
    case 503:
      return "Not now";
    case 507:
      return "The disk is full";
    default:
      return "Something is broken here";
  }
}

}  // namespace

Answer json(const boost::json::value& body, int status) {
  // Texts of others are made UTF-8 where they come in; one that was not must not hide all the rest.
  return {.status = status,
          .type = "application/json",
          .body = base::text::to_valid_utf8(boost::json::serialize(body)),
          .headers = {}};
}

Answer no_content() {
  return {.status = 204, .type = "", .body = "", .headers = {}};
}

Answer problem(int status, std::string_view detail) {
  const boost::json::object body{
      {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
  Answer answer{.status = status,
                .type = "application/problem+json",
                .body = boost::json::serialize(body),
                .headers = {}};
  if (status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

Answer problem(const base::Error& error) {
  return problem(status_of(error.code), error.text);
}

base::Result<std::string> text(const boost::json::object& object, std::string_view key,
                               std::string_view otherwise) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) return std::string(otherwise);
  if (const auto* found = value->if_string()) return std::string(*found);
  return base::fail(base::Errc::syntax, std::string(key) + " must be a string");
}

std::string query(const Request& request, std::string_view key) {
  const auto found = std::ranges::find(request.http.query, key,
                                       [](const auto& pair) { return std::string_view(pair.first); });
  return found == request.http.query.end() ? "" : found->second;
}

base::Result<std::size_t> page_limit(const Request& request) {
  const auto asked = query(request, "limit");
  if (asked.empty()) return std::size_t{100};
  const auto limit = base::text::number(asked);
  if (!limit || *limit < 1 || *limit > 1000) return base::fail(base::Errc::syntax, "limit must be 1 to 1000");
  return static_cast<std::size_t>(*limit);
}

}  // namespace notifyd::api
