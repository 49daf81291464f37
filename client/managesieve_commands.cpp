// ManageSieve's commands from the client's side (RFC 5804 sections 2.1 to 2.12).

#include "base/text.hpp"
#include "client/managesieve.hpp"

namespace client {
namespace {

using base::Errc;
using wire::managesieve::Status;
using wire::managesieve::Writer;

std::string quoted(std::string_view text) {
  return wire::managesieve::string(text, Writer::client);
}

base::Error not_base64() {
  return base::fail(Errc::syntax, "the server's SASL challenge is not base64");
}

}  // namespace

net::Task<base::Result<void>> ManageSieve::log_in(wire::sasl::Account account) {
  const bool confidential = connection_.is_tls() || connection_.peer().loopback;
  const std::string mechanism = wire::sasl::Mechanisms::best_of(offered_mechanisms(), confidential);
  if (mechanism.empty())
    co_return base::fail(Errc::denied, "the server offers no SASL mechanism that is safe here");
  const auto exchange = sasl_.client(mechanism, account);
  const auto first = exchange->step({});
  if (!first) co_return first.error();
  std::string say = "AUTHENTICATE " + quoted(mechanism) + " " + quoted(base::text::base64(*first));
  for (;;) {
    co_await connection_.write(std::move(say) + "\r\n");
    auto line = co_await read_line();
    if (!line) co_return line.error();
    const auto response = wire::managesieve::parse_response(*line);
    if (response && response->status != Status::ok)
      co_return base::fail(response->code == "TRYLATER" ? Errc::try_later : Errc::denied, response->text);
    if (response && !response->argument) break;
    if (!response && line->empty()) co_return not_base64();
    const auto octets = base::text::from_base64(response ? *response->argument : line->front().text);
    if (!octets) co_return not_base64();
    const auto step = exchange->step(*octets);
    if (!step) co_return step.error();
    if (response) break;
    say = quoted(base::text::base64(*step));
  }
  // A server that has not proved that it knows the password may be anybody (RFC 5802 section 5).
  if (!exchange->satisfied()) co_return base::fail(Errc::denied, "the server broke off the SASL exchange");
  // What the account can do may differ from what the server can (section 1.7).
  co_await connection_.write("CAPABILITY\r\n");
  const auto anew = co_await take_capabilities();
  co_return anew;
}

net::Task<base::Result<std::string>> ManageSieve::put_script(std::string name, std::string text) {
  const std::string literal = wire::managesieve::literal(text, Writer::client);
  auto answer = co_await ask("PUTSCRIPT " + quoted(name) + " " + literal, Errc::syntax);
  if (!answer) co_return answer.error();
  co_return answer->response.code == "WARNINGS" ? std::move(answer->response.text) : std::string();
}

net::Task<base::Result<std::string>> ManageSieve::check_script(std::string text) {
  auto answer = co_await ask("CHECKSCRIPT " + wire::managesieve::literal(text, Writer::client), Errc::syntax);
  if (!answer) co_return answer.error();
  co_return answer->response.code == "WARNINGS" ? std::move(answer->response.text) : std::string();
}

net::Task<base::Result<void>> ManageSieve::set_active(std::string name) {
  const auto answer = co_await order("SETACTIVE " + quoted(name));
  co_return answer;
}

net::Task<base::Result<std::vector<ListedScript>>> ManageSieve::list_scripts() {
  auto answer = co_await ask("LISTSCRIPTS");
  if (!answer) co_return answer.error();
  std::vector<ListedScript> scripts;
  for (auto& line : answer->data)
    scripts.push_back({.name = std::move(line[0].text), .active = line.size() > 1 && line[1].is("ACTIVE")});
  co_return scripts;
}

net::Task<base::Result<std::string>> ManageSieve::get_script(std::string name) {
  auto answer = co_await ask("GETSCRIPT " + quoted(name));
  if (!answer) co_return answer.error();
  if (answer->data.empty()) co_return base::fail(Errc::syntax, "the server sent no script");
  co_return std::move(answer->data.front().front().text);
}

net::Task<base::Result<void>> ManageSieve::delete_script(std::string name) {
  const auto answer = co_await order("DELETESCRIPT " + quoted(name));
  co_return answer;
}

net::Task<base::Result<void>> ManageSieve::rename_script(std::string from, std::string to) {
  const auto answer = co_await order("RENAMESCRIPT " + quoted(from) + " " + quoted(to));
  co_return answer;
}

net::Task<base::Result<void>> ManageSieve::have_space(std::string name, std::uint32_t octets) {
  const auto answer = co_await order("HAVESPACE " + quoted(name) + " " + std::to_string(octets));
  co_return answer;
}

}  // namespace client
