// One message as it travels through the system: header and MIME tree, found when first asked for.

#include "mail/message.hpp"

namespace mail {

const Header& Message::header() const {
  if (!header_) header_.emplace(octets());
  return *header_;
}

const Part& Message::mime() const {
  if (!mime_) mime_.emplace(scan_mime(octets()));
  return *mime_;
}

}  // namespace mail
