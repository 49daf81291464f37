// The envelope of a message that came without one, as its header has it.
#pragma once

#include "mail/address.hpp"
#include "mail/message.hpp"

namespace sievetool {

/// Of Return-Path, Sender or From; `otherwise` if none names one.
mail::Address sender_of(const mail::Message& message, mail::Address otherwise);

/// Of Envelope-To or To.
mail::Address recipient_of(const mail::Message& message, mail::Address otherwise);

}  // namespace sievetool
