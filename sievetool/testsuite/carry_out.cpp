// Carrying out a result in the world: all or nothing.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sieve/compose.hpp"
#include "sieve/host.hpp"
#include "sievetool/testsuite/address_source.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

constexpr const char* host = "example.com";

/// Performs one action; leaves why it cannot in `failure`.
struct Performing {
  World& world;
  std::string failure;
  bool answered = false;  ///< by an action that was performed before

  [[nodiscard]] sieve::Edited message(const sieve::Edited& edited) const {
    return edited != nullptr ? edited : world.current.message();
  }
  void store(std::string_view mailbox, const sieve::Edited& edited, const mail::Flags& flags) {
    if (!world.mailboxes.store(mailbox, message(edited), flags))
      failure = "fileinto: the mailbox " + std::string(mailbox) + " does not exist";
  }
  void send(std::string octets, const mail::Address& sender, const std::vector<mail::Address>& recipients) {
    const auto mail = std::make_shared<const mail::Message>(std::move(octets));
    for (const auto& recipient : recipients)
      world.outgoing.push_back({.message = mail, .sender = sender, .recipient = recipient});
  }

  /// Of what was sent last (RFC 8580).
  void file_copy(sieve::FileInto filed) {
    filed.message = world.outgoing.back().message;
    (*this)(filed);
  }

  void operator()(const sieve::Keep& keep) { store("INBOX", keep.message, keep.flags); }
  void operator()(const sieve::FileInto& filed) {
    if (filed.mailbox.find('/') != std::string::npos) {
      failure = "fileinto: " + filed.mailbox + " is no name of a mailbox here: it holds a '/'";
      return;
    }
    if (filed.create) world.mailboxes.create(filed.mailbox);
    store(filed.mailbox, filed.message, filed.flags);
  }
  void operator()(const sieve::Redirect& redirect) {
    const auto& environment = world.current.environment();
    const auto octets = message(redirect.message);
    if (is_loop(*octets)) return;
    // Who asks for reports gets them (RFC 6009 section 3).
    const bool asks = !redirect.notify.empty() || !redirect.ret.empty() || redirect.by;
    const auto sender = asks ? user_address(world)
                             : address_source(world, world.settings.value("sieve_redirect_envelope_from"),
                                              world.current.sender());
    send("X-Sieve: notifyd\r\n" +
             sieve::redirect_fields(*environment.envelope, host, user_address(world).text()) +
             std::string(octets->octets()),
         redirect.null_sender ? mail::Address{} : sender, {redirect.address});
  }
  /// Has this user redirected the message before?
  [[nodiscard]] bool is_loop(const mail::Message& mail) const {
    const std::string self = user_address(world).text();
    return std::ranges::any_of(mail.header().all(sieve::redirect_trace), [&](const mail::Field* field) {
      return base::text::same_ignoring_case(mail::unfolded(field->body), self);
    });
  }
  void operator()(const sieve::Discard& /*discard*/) {}
  /// From and the envelope's sender follow the settings: there is no owner here who could pretend to be
  /// somebody else.
  void operator()(const sieve::Notify& notify) {
    if (!notify.mail) return;
    sieve::NotificationMail mail = *notify.mail;
    const auto parsed = mail::parse_address(notify.from);
    const mail::Address from = parsed ? *parsed : mail::Address{};  // null without :from
    const auto usual = from.empty() ? configured_user(world.settings).value_or(postmaster()) : from;
    const auto sender =
        address_source(world, world.settings.value("sieve_notify_mailto_envelope_from"), usual);
    mail.from = !from.empty() ? from : sender.empty() ? usual : sender;
    if (!mail.sender.empty()) mail.sender = sender;
    send(sieve::compose(mail, world.current.environment().now, host), mail.sender, mail.recipients);
    if (notify.fcc) file_copy(*notify.fcc);
  }
  void operator()(const sieve::Unsent& /*unsent*/) {}
  void operator()(const sieve::Vacation& answer) {
    send(sieve::compose(answer, world.current.environment().now, host), answer.sender, {answer.recipient});
    if (answer.fcc) file_copy(*answer.fcc);
  }
  /// There is no folder of programs here.
  void operator()(const sieve::Pipe& /*pipe*/) {}
  void operator()(const sieve::AbuseReport& report) {
    const auto& environment = world.current.environment();
    const mail::Envelope none;
    const mail::Envelope& envelope = environment.envelope != nullptr ? *environment.envelope : none;
    const auto author = address_source(world, world.settings.value("sieve_report_from"), postmaster());
    send(sieve::compose(report, {.author = author, .owner = environment.recipient}, envelope,
                        *world.current.message(), environment.now, host),
         {}, {report.recipient});
  }
  /// By mail, since there is no client that could get a reply (RFC 5429 section 2.1).
  void operator()(const sieve::Reject& refusal) {
    if (refusal.sender.empty() || answered) return;
    send(sieve::compose(refusal, *world.current.message(), "Postmaster <" + postmaster().text() + ">",
                        world.current.environment().now, host),
         {}, {refusal.sender});
  }
};

bool stores_in_inbox(const sieve::Action& action) {
  const auto* filed = std::get_if<sieve::FileInto>(&action);
  return std::holds_alternative<sieve::Keep>(action) ||
         (filed != nullptr && base::text::same_ignoring_case(filed->mailbox, "INBOX"));
}

std::string perform(World& world, const sieve::Result& result) {
  Performing performing{world, {}};
  performing.answered = std::any_of(
      result.actions.begin(), result.actions.begin() + static_cast<std::ptrdiff_t>(result.performed),
      [](const sieve::Action& action) { return std::holds_alternative<sieve::Vacation>(action); });
  bool in_inbox = false;
  for (std::size_t i = 0; i < result.actions.size(); ++i) {
    in_inbox = in_inbox || stores_in_inbox(result.actions[i]);
    if (i < result.performed) continue;
    std::visit(performing, result.actions[i]);
    if (!performing.failure.empty()) return performing.failure;
  }
  if (result.implicit_keep && !in_inbox) performing(result.keep.value_or(sieve::Keep{.implicit = true}));
  return performing.failure;
}

}  // namespace

bool carry_out(World& world, sieve::Result& result) {
  const Mailboxes before = world.mailboxes;
  const std::size_t sent = world.outgoing.size();
  const std::string failure = perform(world, result);
  result.performed = result.actions.size();
  result.implicit_keep = false;  // performed: it is not due a second time
  if (failure.empty()) return true;
  world.errors.push_back(failure);
  world.mailboxes = before;
  world.outgoing.resize(sent);
  (void)world.mailboxes.store("INBOX", world.current.message(), {});
  return false;
}

}  // namespace sievetool::testsuite
