// The header fields that we put before a message, and what they tell of a loop.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "mail/address.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"

namespace notifyd::filters {

/// Our Received field (RFC 5321 section 4.4), with the id that follows the message through the log.
/// `recipient` null: without "for".
std::string received_field(const mail::Envelope& envelope, const std::string& host,
                           const mail::Address& recipient);

/// Return-Path, Delivered-To and our Received: what a stored message begins with.
std::string delivery_fields(const mail::Envelope& envelope, const std::string& host,
                            const mail::Address& recipient);

/// What a redirected message begins with: our Received, and the field by which a later run knows a loop.
std::string redirect_fields(const mail::Envelope& envelope, const std::string& host,
                            const std::string& account);

/// already_exists if the message has been here for this recipient before (Delivered-To), or has more than
/// `received_limit` Received fields (RFC 5321 section 6.3).
base::Result<void> check_loop(const mail::Message& message, const mail::Address& recipient,
                              std::size_t received_limit);

}  // namespace notifyd::filters
