// ManageSieve from the client's side: lines, answers, opening (RFC 5804 sections 1 and 2.2).

#include "client/managesieve.hpp"

#include "base/text.hpp"
#include "net/connect.hpp"

namespace client {
namespace {

using base::Errc;
using wire::managesieve::Response;
using wire::managesieve::Status;

constexpr std::size_t longest_line = 65536;
constexpr std::uint32_t longest_literal = 16 << 20;
constexpr std::size_t most_lines = 10000;

base::Error error_of(const Response& response, Errc refused) {
  const std::string text = response.text.empty() ? "the server refused" : response.text;
  if (response.code == "NONEXISTENT") return base::fail(Errc::not_found, text);
  if (response.code == "ALREADYEXISTS") return base::fail(Errc::already_exists, text);
  if (response.code.starts_with("QUOTA")) return base::fail(Errc::over_quota, text);
  if (response.code == "TRYLATER") return base::fail(Errc::try_later, text);
  if (response.code == "ACTIVE") return base::fail(Errc::denied, text);
  return base::fail(refused, text);
}

}  // namespace

ManageSieve::ManageSieve(std::unique_ptr<net::Stream> stream, ManageSieveServer server)
    : server_(std::move(server)), connection_(std::move(stream)) {}

net::Task<base::Result<std::unique_ptr<ManageSieve>>> ManageSieve::open(ManageSieveServer server,
                                                                        net::TlsContext* tls) {
  const auto deadline = std::chrono::steady_clock::now() + server.patience;
  auto stream = co_await net::connect(server.host, server.port, deadline);
  if (!stream) co_return stream.error();
  auto session = std::make_unique<ManageSieve>(std::move(*stream), std::move(server));
  const auto greeted = co_await session->greet();
  if (!greeted) co_return greeted.error();
  if (tls != nullptr && session->capability("STARTTLS")) {
    const auto started = co_await session->start_tls(*tls);
    if (!started) co_return started.error();
  }
  const bool protected_enough = session->connection_.is_tls() || session->connection_.peer().loopback;
  if (!protected_enough && session->server_.tls_required)
    co_return base::fail(Errc::denied, "the server offers no TLS");
  co_return std::move(session);
}

net::Task<base::Result<void>> ManageSieve::greet() {
  const auto greeted = co_await take_capabilities();
  co_return greeted;
}

net::Task<base::Result<void>> ManageSieve::start_tls(net::TlsContext& tls) {
  const auto answer = co_await ask("STARTTLS");
  if (!answer) co_return answer.error();
  const std::string name = server_.tls_name.empty() ? server_.host : server_.tls_name;
  // Whatever the server sent before is forgotten, its capabilities too (section 2.2).
  const auto connected = co_await connection_.connect_tls(tls, name, deadline());
  if (!connected) co_return base::fail(Errc::denied, "TLS with " + name + ": " + connected.error().text);
  const auto anew = co_await take_capabilities();
  co_return anew;
}

std::optional<std::string> ManageSieve::capability(std::string_view upper_case_name) const {
  for (const auto& [name, value] : capabilities_)
    if (name == upper_case_name) return value;
  return std::nullopt;
}

std::vector<std::string> ManageSieve::offered_mechanisms() const {
  const std::string offered = capability("SASL").value_or("");
  std::vector<std::string> names;
  for (const std::string_view name : base::text::split(offered, ' ')) names.emplace_back(name);
  return names;
}

net::Task<base::Result<void>> ManageSieve::take_capabilities() {
  auto answer = co_await read_answer();
  if (!answer) co_return answer.error();
  if (answer->response.status != Status::ok) co_return error_of(answer->response, Errc::denied);
  capabilities_.clear();
  for (const auto& line : answer->data)
    capabilities_.emplace_back(base::text::uppered(line[0].text),
                               line.size() > 1 ? line[1].text : std::string());
  co_return base::Result<void>();
}

net::Task<base::Result<std::vector<ManageSieve::Token>>> ManageSieve::read_line() {
  wire::managesieve::Reader reader(wire::managesieve::Writer::server);
  std::uint64_t octets = 0;
  for (;;) {
    const auto line = co_await connection_.read_line(longest_line, deadline());
    if (!line) co_return line.error();
    const auto more = reader.add_line(*line);
    if (!more) co_return base::fail(Errc::syntax, "not ManageSieve: " + more.error().text);
    if (!*more) co_return reader.take();
    octets += **more;
    if (octets > longest_literal) co_return base::fail(Errc::too_large, "the server's answer is too large");
    auto literal = co_await connection_.read_exactly(**more, deadline());
    if (!literal) co_return literal.error();
    reader.add_literal(std::move(*literal));
  }
}

net::Task<base::Result<ManageSieve::Answer>> ManageSieve::read_answer() {
  Answer answer;
  while (answer.data.size() < most_lines) {
    auto line = co_await read_line();
    if (!line) co_return line.error();
    auto response = wire::managesieve::parse_response(*line);
    if (!response) {
      if (line->empty()) continue;
      answer.data.push_back(std::move(*line));
      continue;
    }
    if (response->status == Status::bye)
      co_return base::fail(Errc::gone, "the server said BYE: " + response->text);
    answer.response = std::move(*response);
    co_return answer;
  }
  co_return base::fail(Errc::too_large, "the server's answer is too long");
}

net::Task<base::Result<ManageSieve::Answer>> ManageSieve::ask(std::string command, base::Errc refused) {
  co_await connection_.write(std::move(command) + "\r\n");
  auto answer = co_await read_answer();
  if (answer && answer->response.status != Status::ok) co_return error_of(answer->response, refused);
  co_return answer;
}

net::Task<base::Result<void>> ManageSieve::order(std::string command) {
  const auto answer = co_await ask(std::move(command));
  if (!answer) co_return answer.error();
  co_return base::Result<void>();
}

net::Task<> ManageSieve::log_out() {
  const auto answer = co_await ask("LOGOUT");
  static_cast<void>(answer);  // whatever it said, we go
  connection_.close();
}

}  // namespace client
