// From an HTTP request to its route: token, pattern, account, JSON body.
#pragma once

#include <span>
#include <string>

#include "base/log.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {

/// Every row of routes.def.
std::span<const Route* const> routes();

class Router {
 public:
  /// `administrator_token_hash`: hex SHA-256 of the administrator's token.
  Router(Services services, std::string administrator_token_hash, base::Log log);

  /// Never throws for what a caller can cause.
  net::Task<Answer> answer(net::HttpServerRequest request) const;
  /// The same without a token, for a caller who is known: the control socket of the command line.
  net::Task<Answer> answer_as(Caller caller, net::HttpServerRequest request) const;

 private:
  [[nodiscard]] net::Task<std::optional<Caller>> caller_of(std::string authorization) const;
  [[nodiscard]] net::Task<Answer> run(const Route& route, Request request) const;

  Services services_;
  std::string administrator_token_hash_;
  base::Log log_;
};

}  // namespace notifyd::api
