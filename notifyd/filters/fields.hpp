// The header fields that we put before a message, and what they tell of a loop.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "mail/address.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"

namespace notifyd::filters {

/// Return-Path, Delivered-To and our Received: what a stored message begins with.
std::string delivery_fields(const mail::Envelope& envelope, const std::string& host,
                            const mail::Address& recipient);

/// already_exists if the message has been here for this recipient before (Delivered-To), or has more than
/// 100 Received fields (RFC 5321 section 6.3).
base::Result<void> check_loop(const mail::Message& message, const mail::Address& recipient);

}  // namespace notifyd::filters
