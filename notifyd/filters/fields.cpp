// Trace fields (RFC 5321 section 4.4) and loops.

#include "notifyd/filters/fields.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "sieve/compose.hpp"

namespace notifyd::filters {
namespace {

constexpr std::size_t most_received = 100;

}  // namespace

std::string delivery_fields(const mail::Envelope& envelope, const std::string& host,
                            const mail::Address& recipient) {
  return "Return-Path: <" + envelope.sender.text() + ">\r\nDelivered-To: " + recipient.text() + "\r\n" +
         sieve::received_field(envelope, host, recipient);
}

base::Result<void> check_loop(const mail::Message& message, const mail::Address& recipient) {
  const mail::Header& header = message.header();
  if (header.all("Received").size() > most_received)
    return base::fail(base::Errc::already_exists, "too many hops, the message loops");
  const std::string own = recipient.text();
  const bool was_here = std::ranges::any_of(header.all("Delivered-To"), [&](const mail::Field* field) {
    return base::text::same_ignoring_case(mail::unfolded(field->body), own);
  });
  if (was_here)
    return base::fail(base::Errc::already_exists, "the message was delivered here before, it loops");
  return {};
}

}  // namespace notifyd::filters
