// A bounded heap of easy handles. They are reset when they come back, not when they are taken: what a request
// held is not kept for longer than the request.

#include "net/http_handles.hpp"

#include <utility>

namespace net {

HttpHandle HttpHandles::take() {
  if (kept_.empty()) return HttpHandle(curl_easy_init());
  HttpHandle handle = std::move(kept_.back());
  kept_.pop_back();
  return handle;
}

void HttpHandles::give_back(HttpHandle used) {
  if (!used || kept_.size() >= most) return;
  curl_easy_reset(used.get());
  kept_.push_back(std::move(used));
}

}  // namespace net
