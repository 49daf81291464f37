// POST /v1/store/backup {"folder": PATH}: copies the store while deliveries run.

#include <filesystem>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> back_up_store(const Services& services, Request request) {
  const auto folder = text(request.body, "folder");
  if (!folder) co_return problem(folder.error());
  if (!std::filesystem::path(*folder).is_absolute())
    co_return problem(400, "folder: the path of a new folder on the server's machine, from the root on");
  const auto done = co_await services.back_up(*folder);
  if (!done) co_return problem(done.error());
  co_return no_content();
}

}  // namespace

extern const Route back_up_store_route{
    .method = "POST", .pattern = "/v1/store/backup", .access = Access::administrator, .run = back_up_store};

}  // namespace notifyd::api
