// The message of a run, which a script may edit (RFC 5293, RFC 5703).

#include <utility>

#include "sieve/interpreter.hpp"

namespace sieve {

const mail::Message& Run::message() {
  if (edited_header_) apply_header();
  return edited_ != nullptr ? *edited_ : original_;
}

Edited Run::edited() {
  (void)message();
  return edited_;
}

// Applied when somebody looks, so that ten edits of a large message copy it once.
void Run::edit_header(std::string header) {
  ++edits_;
  edited_header_ = std::move(header);
  main_.fields.reset();
  frame_->fields.reset();
}

void Run::edit_message(std::string octets) {
  ++edits_;
  edited_header_.reset();
  main_.fields.reset();
  frame_->fields.reset();
  if (edited_ != nullptr) earlier_.push_back(edited_);
  edited_ = std::make_shared<const mail::Message>(std::move(octets));
}

void Run::apply_header() {
  const mail::Message& before = edited_ != nullptr ? *edited_ : original_;
  std::string octets = std::move(*edited_header_);
  octets += before.octets().substr(before.header().size());
  spend(1 + octets.size() / 4096);
  const std::size_t edits = edits_;
  edit_message(std::move(octets));
  edits_ = edits;
}

}  // namespace sieve
