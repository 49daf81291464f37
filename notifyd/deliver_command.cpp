// `notifyd deliver`: one message by LMTP (RFC 2033), and what became of it for each recipient.

#include "notifyd/deliver_command.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "net/loops.hpp"
#include "notifyd/command.hpp"
#include "notifyd/lmtp_server.hpp"

namespace notifyd {
namespace {

using Verdict = client::SmtpResult::Verdict;

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

int exit_code(const std::vector<client::SmtpResult>& results) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::any_of(results, [&](const auto& result) { return result.verdict == verdict; });
  };
  if (any(Verdict::never)) return exit_unavailable;
  return any(Verdict::try_later) ? exit_try_later : exit_ok;
}

std::string_view word(Verdict verdict) {
  if (verdict == Verdict::delivered) return "delivered";
  return verdict == Verdict::never ? "never" : "try later";
}

boost::json::object as_json(const DeliverRequest& request, const std::vector<client::SmtpResult>& results) {
  boost::json::array items;
  for (std::size_t i = 0; i < results.size(); ++i)
    items.push_back(boost::json::object{
        {"to", request.to[i]}, {"outcome", word(results[i].verdict)}, {"reply", results[i].reason}});
  return {{"items", items}};
}

std::vector<client::SmtpResult> send(client::SmtpServer server, client::SmtpMail mail) {
  std::vector<client::SmtpResult> results;
  net::Loops loops(1, 1);
  auto task = [&]() -> net::Task<> {
    results = co_await client::send(std::move(server), nullptr, std::move(mail));
  };
  net::run_blocking(loops.first(), task);
  return results;
}

}  // namespace

int deliver(DeliverRequest request, std::ostream& out, std::ostream& problems) {
  auto server = lmtp_server(request.server);
  if (!server) {
    problems << "--server: " << server.error().text << '\n';
    return exit_usage;
  }
  server->patience = request.patience;
  server->final_patience = request.patience;
  client::SmtpMail mail{.body = base::Body(with_crlf(request.message))};
  const auto sender = mail::parse_address(request.from);
  if (!sender) {
    problems << "--from: " << sender.error().text << ": " << request.from << '\n';
    return exit_usage;
  }
  mail.sender = *sender;
  for (const std::string& to : request.to) {
    auto recipient = mail::parse_address(to);
    if (!recipient || recipient->empty()) {
      problems << "--to: this is no address: " << to << '\n';
      return exit_usage;
    }
    mail.recipients.push_back({.address = std::move(*recipient)});
  }
  const auto results = send(std::move(*server), std::move(mail));
  if (request.json) {
    out << boost::json::serialize(as_json(request, results)) << '\n';
    return exit_code(results);
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    auto& stream = results[i].verdict == Verdict::delivered ? out : problems;
    stream << request.to[i] << ": " << results[i].reason << '\n';
  }
  return exit_code(results);
}

}  // namespace notifyd
