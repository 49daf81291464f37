// The mail by which the owner of a script learns that it failed.

#include "notifyd/filters/error_mail.hpp"

#include <string_view>

#include "base/random.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"

namespace notifyd::filters {
namespace {

std::string field_of(const mail::Message& message, std::string_view name) {
  const mail::Field* field = message.header().find(name);
  return field == nullptr ? std::string() : sieve::one_line(mail::decoded(field->body));
}

std::string text_of(const ErrorMail& mail) {
  const Failure& failure = mail.failure;
  std::string text = "Your Sieve script \"" + failure.script + "\" failed";
  if (failure.line > 0) text += " at line " + std::to_string(failure.line);
  text += ":\r\n\r\n    " + sieve::one_line(failure.text) +
          "\r\n\r\nNothing that it had decided was done, and the message is in your INBOX:\r\n\r\n";
  for (const std::string_view name : {"From", "Subject", "Message-ID"})
    if (const auto value = field_of(mail.message, name); !value.empty())
      text += "    " + std::string(name) + ": " + value + "\r\n";
  return text +
         "\r\nUntil the script is mended, further messages are kept in the same way. You are told of it once "
         "a day.\r\n";
}

}  // namespace

std::string compose(const ErrorMail& mail, base::Time now, const std::string& host) {
  using sieve::raw_field;
  std::string message = raw_field("Auto-Submitted", "auto-generated");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "<postmaster@" + host + ">");
  message += raw_field("To", "<" + mail.owner + ">");
  message += raw_field(
      "Subject", mail::encoded("Your Sieve script \"" + sieve::one_line(mail.failure.script) + "\" failed"));
  message += raw_field("MIME-Version", "1.0");
  return message + sieve::text_entity(text_of(mail)).octets();
}

}  // namespace notifyd::filters
