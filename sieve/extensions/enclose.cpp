// "enclose" (RFC 5703 section 6): the message as an attachment of a new one.

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "sieve/addresses.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/entity.hpp"
#include "sieve/extension.hpp"
#include "sieve/header_text.hpp"
#include "sieve/parts.hpp"

namespace sieve {

extern const Extension enclose_extension;

namespace {

using base::text::same_ignoring_case;

/// Loops are known by these, so the new message has them too, whatever a later script does with it.
bool is_trace(std::string_view name) {
  for (const std::string_view one : {"Received", "Delivered-To", "Auto-Submitted", redirect_trace})
    if (same_ignoring_case(one, name)) return true;
  return false;
}

/// Those that a message has once, and those about a content that it does not have.
bool is_single(std::string_view name) {
  for (const std::string_view one : {"Subject", "From", "Date", "Message-ID"})
    if (same_ignoring_case(one, name)) return true;
  return false;
}

bool is_about_content(std::string_view name) {
  return base::text::starts_with_ignoring_case(name, "Content-") || same_ignoring_case(name, "MIME-Version");
}

/// The fields that the new message takes from the old one, as they stand there; `names` in lower case.
std::string copied_fields(const mail::Header& header, std::string_view octets,
                          const std::set<std::string>& names) {
  std::string out;
  std::set<std::string> singles;
  for (const mail::Field& field : header.fields()) {
    const std::string name = base::text::lowered(field.name);
    if (is_about_content(name) || (!names.contains(name) && !is_trace(name))) continue;
    if (is_single(name) && !singles.insert(name).second) continue;
    out += octets.substr(field.begin, field.end - field.begin);
    if (!out.ends_with('\n')) out += "\r\n";
  }
  return out;
}

mail::Address owner(const Environment& environment) {
  return outbound_address(environment.account).value_or(environment.recipient);
}

/// The header up to its fields about the content.
std::string header(Run& run, const Arguments& arguments, const std::string& id) {
  std::set<std::string> names;
  for (const auto name : arguments.strings(":headers")) {
    run.spend_octets(name.size());
    names.insert(base::text::lowered(name));
  }
  names.erase("subject");
  if (!arguments.has(":subject")) names.insert("subject");
  const mail::Message& old = run.message();
  std::string out = copied_fields(old.header(), old.octets(), names);
  const mail::Header made(out);
  std::string added;
  const mail::Address from = owner(run.environment());
  if (made.find("Date") == nullptr)
    added += header_field("Date", mail::date_text({.time = run.environment().now}));
  if (made.find("From") == nullptr) added += header_field("From", '<' + from.text() + '>');
  if (arguments.has(":subject"))
    added += header_field("Subject", one_line(base::text::to_valid_utf8(arguments.string(":subject"))));
  if (made.find("Message-ID") == nullptr) added += "Message-ID: <" + id + '@' + from.domain + ">\r\n";
  return out + added + "MIME-Version: 1.0\r\n";
}

/// In neither text: nobody can know it before.
std::string boundary(Run& run, std::string digest, const std::string& note, std::string_view message) {
  while (note.find(digest) != std::string::npos || message.find(digest) != std::string_view::npos) {
    run.spend(1 + message.size() / 4096);
    digest = base::text::hex(base::sha256(digest));
  }
  return "=_" + digest;
}

/// multipart/mixed of the text and the message, which is copied octet for octet: a signature stays valid
/// (section 11).
std::string enclosing(Run& run, const Arguments& arguments) {
  const std::string_view message = run.message().octets();
  const auto written = base::text::to_valid_utf8(arguments.string("text"));
  const std::string note = text_entity(crlf_lines(written)).octets();
  base::Sha256 hash;
  hash.add(run.message().body().sha256());
  hash.add(note);
  hash.add(run.environment().account);
  const std::string digest = base::text::hex(hash.finish());
  const std::string between = boundary(run, digest.substr(0, 32), note, message);
  const std::string encoding(encoding_needed(message));
  std::string out = header(run, arguments, digest);
  out += "Content-Type: multipart/mixed; boundary=\"" + between + "\"\r\n";
  if (encoding != "7bit") out += "Content-Transfer-Encoding: " + encoding + "\r\n";
  out += "\r\n--" + between + "\r\n" + note + "\r\n--" + between + "\r\nContent-Type: message/rfc822\r\n";
  if (encoding != "7bit") out += "Content-Transfer-Encoding: " + encoding + "\r\n";
  out += "\r\n";
  out += message;
  return out + "\r\n--" + between + "--\r\n";
}

/// Keeps what lies inside for redirect and for answers.
void remember_enclosed(Run& run) {
  static const std::vector<std::string> no_names;
  Result& result = run.result();
  Enclosed& inside = result.state<Enclosed>();
  if (inside.message != nullptr) return;
  inside.message = run.edited();
  if (inside.message == nullptr) inside.message = std::make_shared<const mail::Message>(run.message().body());
  inside.fields = std::make_shared<Fields>(*inside.message, no_names);
}

void enclose(Run& run, const Arguments& arguments) {
  const bool at_part = current_part(run) != nullptr;
  std::string octets = enclosing(run, arguments);
  remember_enclosed(run);
  run.edit_message(std::move(octets));
  for (auto& loop : run.state<Loops>().open)
    for (PartPath* path : {&loop.within, &loop.at}) path->insert(path->begin(), {1, 0});
  if (at_part && current_part(run) == nullptr)
    run.fail("enclose: the message is enclosed so often that the part of the loop lies too deep in it");
  run.note("enclose");
}

// Section 6: what is redirected is never enclosed.
void before_action(Run& run, const Arguments* /*arguments*/, Action& action) {
  auto* redirect = std::get_if<Redirect>(&action);
  const Edited& inside = run.result().state<Enclosed>().message;
  if (redirect != nullptr && inside != nullptr) redirect->message = inside;
}

}  // namespace

extern const Extension enclose_extension{
    .capability = "enclose",
    .needs = Needs::delivery,
    .commands = {{.name = "enclose",
                  .takes = {string("text")},
                  .tags = {{.name = ":subject", .takes = {string("subject")}},
                           {.name = ":headers", .takes = {header_names("headers")}}},
                  .needs = Needs::delivery,
                  .perform = enclose}},
    .before_action = before_action,
};

}  // namespace sieve
