// Trace fields (RFC 5321 section 4.4) and loops.

#include "notifyd/filters/fields.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/action.hpp"

namespace notifyd::filters {

std::string received_field(const mail::Envelope& envelope, const std::string& host,
                           const mail::Address& recipient) {
  std::string from = envelope.client_name;
  const std::string& address = envelope.client_address;
  const bool is_v6 = address.find(':') != std::string::npos;  // RFC 5321 section 4.1.3
  if (!address.empty()) from += " ([" + std::string(is_v6 ? "IPv6:" : "") + address + "])";
  std::string field = "Received: from " + from + "\r\n\tby " + host + " (notifyd) with " + envelope.protocol +
                      " id " + envelope.id;
  if (!recipient.empty()) field += "\r\n\tfor <" + recipient.text() + ">";
  return field + "; " + mail::date_text({.time = envelope.received}) + "\r\n";
}

std::string delivery_fields(const mail::Envelope& envelope, const std::string& host,
                            const mail::Address& recipient) {
  return "Return-Path: <" + envelope.sender.text() + ">\r\nDelivered-To: " + recipient.text() + "\r\n" +
         received_field(envelope, host, recipient);
}

std::string redirect_fields(const mail::Envelope& envelope, const std::string& host,
                            const std::string& account) {
  return std::string(sieve::redirect_trace) + ": " + account + "\r\n" + received_field(envelope, host, {});
}

base::Result<void> check_loop(const mail::Message& message, const mail::Address& recipient,
                              std::size_t received_limit) {
  const mail::Header& header = message.header();
  if (header.all("Received").size() > received_limit)
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
