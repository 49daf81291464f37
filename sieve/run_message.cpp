// The message of a run, which a script may edit (RFC 5293, RFC 5703).
//
// An edited header is a message of its own, without a body, until an action or a test wants the whole: so ten
// edits of a large message, with tests between them, copy its body once.

#include <algorithm>
#include <utility>

#include "sieve/interpreter.hpp"

namespace sieve {

const mail::Message& Run::message() {
  if (edited_header_ != nullptr) apply_header();
  return edited_ != nullptr ? *edited_ : original_;
}

Edited Run::edited() {
  (void)message();
  return edited_;
}

const mail::Message& Run::with_header() const {
  if (edited_header_ != nullptr) return *edited_header_;
  return edited_ != nullptr ? *edited_ : original_;
}

std::string_view Run::header() const {
  const mail::Message& from = with_header();
  return from.octets().substr(0, from.header().size());
}

/// With what its fields take when they are found: each line may be one.
void Run::count_version(std::string_view octets) {
  const auto end = std::min(octets.find("\n\r\n"), octets.find("\n\n"));
  const auto lines = static_cast<std::size_t>(std::ranges::count(octets.substr(0, end), '\n')) + 1;
  edited_octets_ += octets.size() + std::min(lines, mail::Header::max_fields) * sizeof(mail::Field);
  if (edited_octets_ > limits().edited_octets)
    fail("the versions of the message that the script makes are larger than " +
         std::to_string(limits().edited_octets) + " octets");
}

void Run::edit_header(std::string header) {
  ++edits_;
  spend_octets(header.size());
  count_version(header);
  if (edited_header_ != nullptr) earlier_.push_back(std::move(edited_header_));
  edited_header_ = std::make_shared<const mail::Message>(std::move(header));
  main_.fields.reset();
  frame_->fields.reset();
}

void Run::edit_message(std::string octets) {
  ++edits_;
  spend(1 + octets.size() / 256);  // it is copied, and its parts are found anew
  replace_message(std::move(octets));
}

void Run::replace_message(std::string octets) {
  count_version(octets);
  if (edited_header_ != nullptr) earlier_.push_back(std::move(edited_header_));
  edited_header_.reset();
  main_.fields.reset();
  frame_->fields.reset();
  if (edited_ != nullptr) earlier_.push_back(std::move(edited_));
  edited_ = std::make_shared<const mail::Message>(std::move(octets));
}

void Run::apply_header() {
  const mail::Message& before = edited_ != nullptr ? *edited_ : original_;
  std::string octets(edited_header_->octets());
  octets += before.octets().substr(before.header().size());
  spend(1 + octets.size() / 4096);
  replace_message(std::move(octets));
}

}  // namespace sieve
