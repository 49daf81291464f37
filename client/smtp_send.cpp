// One transaction of an SMTP or LMTP client: addresses, then the message by DATA or BDAT, then a reply for
// all or for each (RFC 5321 section 3.3, RFC 2033 section 4.2, RFC 2920, RFC 1870, RFC 2852, RFC 3030, RFC
// 3461, RFC 6152, RFC 6531).

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "client/smtp.hpp"
#include "wire/smtp/command.hpp"
#include "wire/smtp/data.hpp"

namespace client {
namespace {

using base::Errc;
using wire::smtp::Reply;
using Verdict = SmtpResult::Verdict;

// RCPT commands that are sent before their replies are read: what both sides' buffers surely hold.
constexpr std::size_t pipelined_recipients = 50;
constexpr std::size_t piece_octets = 64 * 1024;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_ascii(const mail::Address& address) {
  return is_ascii(address.local) && is_ascii(address.domain);
}

/// Does its header hold UTF-8? Eight bits of another charset are nothing that could be announced.
bool has_utf8_header(const SmtpMail& mail) {
  std::string_view header = mail.prefix;
  const auto end = header.find("\r\n\r\n");
  if (!is_ascii(header.substr(0, end))) return base::text::is_utf8(header.substr(0, end));
  if (end != std::string_view::npos || mail.body.view().starts_with("\r\n")) return false;
  header = mail.body.view();
  header = header.substr(0, header.find("\r\n\r\n"));
  return !is_ascii(header) && base::text::is_utf8(header);
}

bool has_utf8_address(const SmtpMail& mail) {
  return !is_ascii(mail.sender) ||
         !std::ranges::all_of(mail.recipients, [](const auto& to) { return is_ascii(to.address); });
}

SmtpResult result_of(const Reply& reply) {
  std::string reason = std::to_string(reply.code);
  if (!reply.enhanced.empty()) reason += " " + reply.enhanced;
  for (const std::string& line : reply.lines) reason += " " + line;
  reason = base::text::utf8_prefix(base::text::to_valid_utf8(reason), 512);
  const Verdict verdict = reply.code / 100 == 2 ? Verdict::delivered
                          : reply.code < 500    ? Verdict::try_later
                                                : Verdict::never;
  return {.verdict = verdict, .reason = std::move(reason), .code = reply.code};
}

/// Of a reply to MAIL or RCPT that takes nothing: nothing was delivered by it, whatever it says.
SmtpResult refusal_of(const Reply& reply) {
  SmtpResult result = result_of(reply);
  if (result.verdict == Verdict::delivered) result.verdict = Verdict::try_later;
  return result;
}

/// Neither the answer that was due nor a refusal: this may be the reply to another command.
bool is_out_of_step(const Reply& reply) {
  return reply.code < 400;
}

SmtpResult result_of(const base::Error& error) {
  return {.verdict = Verdict::try_later, .reason = error.text};
}

}  // namespace

/// The state of one transaction. `results` of recipients that were accepted stay empty until the message is
/// answered.
struct Smtp::Sending {
  SmtpMail mail;
  std::vector<std::optional<SmtpResult>> results;
  std::vector<wire::smtp::Parameter> parameters;
  bool by_chunk = false;  ///< BDAT, because DATA cannot carry the octets

  void settle(const SmtpResult& result) {
    for (auto& each : results)
      if (!each) each = result;
  }
  [[nodiscard]] bool is_settled() const {
    return std::ranges::all_of(results, [](const auto& each) { return each.has_value(); });
  }
};

net::Task<std::vector<SmtpResult>> Smtp::send(SmtpMail mail) {
  Sending sending{.mail = std::move(mail)};
  sending.results.resize(sending.mail.recipients.size());
  const auto prepared = prepare(sending);
  if (broken_) {
    sending.settle(result_of(base::fail(Errc::gone, "the connection is closed")));
  } else if (!prepared) {
    sending.settle({.verdict = Verdict::never, .reason = prepared.error().text});
  } else {
    co_await address(sending);
    if (!sending.is_settled()) {
      co_await transfer(sending);
    } else {
      co_await reset(server_.patience);  // it carried nothing; the next one can begin
    }
  }
  std::vector<SmtpResult> results;
  for (auto& each : sending.results) {
    each->reports = each->verdict == Verdict::delivered && offers("DSN") != nullptr;
    each->minds_time = each->verdict == Verdict::delivered && offers("DELIVERBY") != nullptr;
    results.push_back(std::move(*each));
  }
  co_return results;
}

/// What MAIL must say, or why this server can never take the message.
base::Result<void> Smtp::prepare(Sending& sending) const {
  const SmtpMail& mail = sending.mail;
  const std::size_t octets = mail.prefix.size() + mail.body.size();
  if (const std::string* limit = offers("SIZE")) {
    const auto most = base::text::number(*limit);
    if (most && *most > 0 && octets > *most)
      return base::fail(Errc::too_large, "5.3.4 the message is larger than the server takes");
    sending.parameters.push_back({"SIZE", std::to_string(octets)});
  }
  if (!is_ascii(mail.prefix) || !is_ascii(mail.body.view())) {
    if (offers("8BITMIME") == nullptr)  // RFC 6152 section 3
      return base::fail(Errc::unsupported, "5.6.3 the server takes no 8-bit messages");
    sending.parameters.push_back({"BODY", "8BITMIME"});
  }
  // A header in UTF-8 that was never announced has come so far without it, and may go on so.
  const bool utf8_address = has_utf8_address(mail);
  const bool utf8_header = has_utf8_header(mail);
  if (offers("SMTPUTF8") != nullptr) {
    if (utf8_address || utf8_header) sending.parameters.push_back({"SMTPUTF8", ""});
  } else if (utf8_address || (utf8_header && mail.smtputf8)) {  // RFC 6531 section 3.2
    return base::fail(Errc::unsupported, utf8_address ? "5.6.7 the server takes no addresses in UTF-8"
                                                      : "5.6.7 the server takes no headers in UTF-8");
  }
  sending.by_chunk =
      !wire::smtp::check_line_ends(mail.prefix) || !wire::smtp::check_line_ends(mail.body.view());
  if (sending.by_chunk && offers("CHUNKING") == nullptr)
    return base::fail(Errc::unsupported, "5.6.0 the message holds a bare CR or LF, which cannot be sent");
  return prepare_reports(sending);
}

/// RET, ENVID and BY, and what stands for them at a server that knows none of them.
base::Result<void> Smtp::prepare_reports(Sending& sending) const {
  SmtpMail& mail = sending.mail;
  if (offers("DSN") != nullptr) {
    if (!mail.ret.empty()) sending.parameters.push_back({"RET", mail.ret});
    if (!mail.envid.empty()) sending.parameters.push_back({"ENVID", mail.envid});
  } else if (std::ranges::all_of(mail.recipients, [](const auto& to) {
               return base::text::same_ignoring_case(to.notify, "NEVER");
             })) {
    mail.sender = {};  // RFC 3461 section 5.2.2 (d): so nobody is told
  }
  if (!mail.by) return {};
  if (offers("DELIVERBY") != nullptr) {
    sending.parameters.push_back({"BY", wire::smtp::text(*mail.by)});
  } else if (mail.by->returns) {  // RFC 2852 section 4.1.4
    return base::fail(Errc::unsupported, "5.3.3 the server cannot say by when it delivers");
  }
  return {};
}

net::Task<> Smtp::address(Sending& sending) {
  const auto line = wire::smtp::write_mail_from(sending.mail.sender, sending.parameters);
  if (!line) {
    sending.settle({.verdict = Verdict::never, .reason = line.error().text});
    co_return;
  }
  const auto reply = co_await ask(*line);
  if (!reply) {
    sending.settle(result_of(reply.error()));
    co_return;
  }
  if (reply->code != 250) {
    if (is_out_of_step(*reply)) break_off();
    sending.settle(refusal_of(*reply));
    co_return;
  }
  const std::size_t group = offers("PIPELINING") != nullptr ? pipelined_recipients : 1;
  for (std::size_t begin = 0; begin < sending.results.size() && !broken_; begin += group)
    co_await address_group(sending, begin, std::min(begin + group, sending.results.size()));
}

/// RCPT for recipients [begin, end): all commands in one write, then their replies.
net::Task<> Smtp::address_group(Sending& sending, std::size_t begin, std::size_t end) {
  std::string lines;
  const bool reports = offers("DSN") != nullptr;
  const bool utf8 = offers("SMTPUTF8") != nullptr;
  for (std::size_t i = begin; i < end; ++i) {
    const mail::Recipient& to = sending.mail.recipients[i];
    std::vector<wire::smtp::Parameter> parameters;
    if (reports && !to.notify.empty()) parameters.push_back({"NOTIFY", to.notify});
    const bool readable = utf8 || is_ascii(to.original);  // RFC 6533 section 3
    if (reports && readable && !to.original.empty()) parameters.push_back({"ORCPT", to.original});
    const auto line = wire::smtp::write_rcpt_to(to.address, parameters);
    if (line) {
      lines += *line;
    } else {
      sending.results[i] = SmtpResult{.verdict = Verdict::never, .reason = line.error().text};
    }
  }
  co_await connection_.write(std::move(lines));
  for (std::size_t i = begin; i < end; ++i) {
    if (sending.results[i]) continue;
    const auto reply = co_await read_reply(server_.patience);
    if (!reply) {
      sending.settle(result_of(reply.error()));
      co_return;
    }
    if (reply->code / 100 == 2) continue;
    if (is_out_of_step(*reply)) {
      break_off();
      sending.settle(refusal_of(*reply));
      co_return;
    }
    sending.results[i] = refusal_of(*reply);
  }
}

net::Task<> Smtp::transfer(Sending& sending) {
  if (sending.by_chunk) {
    co_await write_chunk(sending);
    co_await finish(sending);
    co_return;
  }
  const auto reply = co_await ask("DATA\r\n");
  if (!reply) {
    sending.settle(result_of(reply.error()));
    co_return;
  }
  if (reply->code != 354) {
    sending.settle(reply->code < 400 ? result_of(base::fail(Errc::try_later, "DATA was not understood"))
                                     : result_of(*reply));
    co_await reset(server_.patience);
    co_return;
  }
  const bool written = co_await write_data(sending);
  if (written) co_await finish(sending);
}

/// False if the message could not be written whole: the connection is closed, so the server stores nothing.
net::Task<bool> Smtp::write_data(Sending& sending) {
  wire::smtp::DataEncoder encoder;
  std::string out;
  for (const std::string_view part : {std::string_view(sending.mail.prefix), sending.mail.body.view()}) {
    for (std::size_t at = 0; at < part.size(); at += piece_octets) {
      const auto added = encoder.add(part.substr(at, piece_octets), out);
      if (!added) {
        break_off();
        sending.settle({.verdict = Verdict::never, .reason = added.error().text});
        co_return false;
      }
      if (out.size() >= piece_octets) co_await connection_.write(std::exchange(out, {}));
    }
  }
  if (!encoder.finish(out)) {
    break_off();
    sending.settle({.verdict = Verdict::never, .reason = "the message ends in a bare CR"});
    co_return false;
  }
  co_await connection_.write(std::move(out));
  co_return true;
}

net::Task<> Smtp::write_chunk(Sending& sending) {
  const SmtpMail& mail = sending.mail;
  co_await connection_.write(
      wire::smtp::write_bdat({.size = mail.prefix.size() + mail.body.size(), .last = true}) + mail.prefix);
  const std::string_view body = mail.body.view();
  for (std::size_t at = 0; at < body.size(); at += piece_octets)
    co_await connection_.write(std::string(body.substr(at, piece_octets)));
}

/// One reply for all accepted recipients, or with LMTP one for each.
net::Task<> Smtp::finish(Sending& sending) {
  for (auto& each : sending.results) {
    if (each) continue;
    const auto reply = co_await read_reply(server_.final_patience);
    if (!reply) {
      sending.settle(result_of(reply.error()));
      co_return;
    }
    const bool strange = reply->code / 100 != 2 && is_out_of_step(*reply);
    if (strange) break_off();
    if (strange || !server_.lmtp) {
      sending.settle(result_of(*reply));
      co_return;
    }
    each = result_of(*reply);
  }
}

}  // namespace client
