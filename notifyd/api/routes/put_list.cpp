// PUT /v1/accounts/{address}/lists/{name}, PUT /v1/lists/{name}: makes an external list, empty; one that is
// there stays as it is.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/lists.hpp"
#include "sieve/list_name.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> put_list(const Services& services, Request request) {
  if (!request.body.empty())
    co_return problem(400, "a list is made empty, without members; PATCH its entries");
  const auto name = list_named(request);
  if (!sieve::names_a_list(name))
    co_return problem(400,
                      "the name of a list is a URI of at most 255 octets, such as "
                      "tag:example.org,2026:friends (RFC 4151) or :addrbook:friends (RFC 6134 section 2.6)");
  if (!request.account && name == sieve::default_address_book)
    co_return problem(400, "the default address book is each account's own");
  const auto made = co_await services.store.put_list(owner_of(request), name, services.list_limits);
  if (!made) co_return problem(made.error());
  co_return no_content();
}

}  // namespace

extern const Route put_list_route{.method = "PUT",
                                  .pattern = "/v1/accounts/{address}/lists/{name}",
                                  .access = Access::account,
                                  .run = put_list};
extern const Route put_shared_list_route{
    .method = "PUT", .pattern = "/v1/lists/{name}", .access = Access::administrator, .run = put_list};

}  // namespace notifyd::api
