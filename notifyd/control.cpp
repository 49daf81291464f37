// How the command line reaches the store.

#include "notifyd/control.hpp"

#include <iostream>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.hpp"
#include "net/http_client.hpp"
#include "net/http_target.hpp"
#include "net/loops.hpp"
#include "notifyd/administrator_token.hpp"
#include "notifyd/print.hpp"
#include "notifyd/system.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace notifyd {
namespace {

int exit_code_of(int status) {
  switch (status) {
    case 400:
    case 413:
    case 422:
      return exit_data;
    case 401:
    case 403:
      return exit_denied;
    case 404:
      return exit_unavailable;
    case 409:
      return exit_cannot_create;
    case 503:
    case 507:
      return exit_try_later;
    default:
      return exit_software;
  }
}

/// The request as the server would have read it from the wire.
net::HttpServerRequest as_served(std::string method, const std::string& target,
                                 const boost::json::object& body) {
  net::HttpServerRequest request;
  request.method = std::move(method);
  auto parsed = net::parse_target(target);
  if (!parsed) throw std::logic_error("a path that cannot be parsed: " + target);
  request.segments = std::move(parsed->segments);
  request.query = std::move(parsed->query);
  if (!body.empty()) {
    request.body = boost::json::serialize(body);
    request.headers.emplace_back("content-type", "application/json");
  }
  return request;
}

}  // namespace

std::filesystem::path control_socket(const Settings& settings) {
  return settings.server.data_dir / "control.sock";
}

struct Control::State {
  Settings settings;
  base::Config config;
  std::unique_ptr<System> own;        ///< no server runs: the store is ours
  std::unique_ptr<net::Loops> loops;  ///< else
  std::unique_ptr<net::HttpClient> http;
};

Control::Control(const CommandLine& line)
    : state_(std::make_unique<State>(State{.settings = line.settings(), .config = line.config()})) {}

Control::~Control() = default;

bool Control::has_store() const {
  return std::filesystem::exists(state_->settings.server.data_dir / "store" / "store.db");
}

void Control::open() {
  if (state_->own || state_->http) return;
  try {
    state_->own = std::make_unique<System>(state_->settings, state_->config,
                                           Start{.roles = Roles::store_only}, base::Log());
  } catch (const store::sqlite::StoreInUse&) {
    state_->loops = std::make_unique<net::Loops>(1, 1);
    state_->http = std::make_unique<net::HttpClient>([](const std::string&, std::uint16_t) { return false; });
  }
}

bool Control::server_runs() {
  open();
  return state_->own == nullptr;
}

Control::Reply Control::call(std::string method, const std::string& path, const boost::json::object& body) {
  // What only looks must leave nothing behind: the first account is what makes a store.
  const bool makes_store = method == "POST" && path == "/v1/accounts";
  const auto folder = state_->settings.server.data_dir.string();
  if (!makes_store && !has_store())
    throw Unreachable("no server runs on " + folder +
                      ", and there is no store in it: `notifyd serve` makes one (is it " +
                      "the right configuration? -c FILE names another)");
  if (!state_->own && !state_->http && !server_runs())
    std::cerr << "no server runs on " << folder << ": its store was asked\n";
  Reply reply;
  std::string text;
  if (state_->own) {
    auto request = as_served(std::move(method), path, body);
    net::run_blocking(state_->own->loops().first(), [&]() -> net::Task<> {
      const auto answer = co_await state_->own->router().answer_as({.administrator = true, .account = {}},
                                                                   std::move(request));
      reply.status = answer.status;
      text = answer.body;
    });
  } else {
    net::HttpRequest request{
        .method = std::move(method), .url = "http://localhost" + path, .headers = {}, .body = {}};
    request.unix_socket = control_socket(state_->settings).string();
    request.answer_limit = 64 << 20;
    request.patience = std::chrono::minutes(10);
    if (!body.empty()) {
      request.body = boost::json::serialize(body);
      request.headers.emplace_back("Content-Type", "application/json");
    }
    net::run_blocking(state_->loops->first(), [&]() -> net::Task<> {
      const auto answer = co_await state_->http->send(std::move(request));
      if (!answer)
        throw Unreachable("the server holds the store, but its control socket " +
                          control_socket(state_->settings).string() +
                          " does not answer: " + answer.error().text);
      reply.status = answer->status;
      text = answer->body;
    });
  }
  boost::system::error_code error;
  if (!text.empty()) reply.body = boost::json::parse(text, error);
  if (error) throw std::runtime_error("the server's answer is no JSON: " + error.message());
  return reply;
}

std::string segment(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain =
        base::text::is_alpha(c) || base::text::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '@';
    out += plain ? std::string(1, c) : "%" + base::text::uppered(base::text::hex(std::string_view(&c, 1)));
  }
  return out;
}

void show(CommandLine& line, const Control::Reply& reply) {
  if (reply.is_good()) {
    if (line.json)
      std::cout << boost::json::serialize(reply.body) << '\n';
    else
      std::cout << for_people(reply.body);
    return;
  }
  line.exit_code = exit_code_of(reply.status);
  const auto* problem = reply.body.if_object();
  if (line.json)
    std::cout << boost::json::serialize(reply.body) << '\n';
  else if (problem != nullptr && problem->contains("detail"))
    std::cerr << std::string_view(problem->at("detail").as_string()) << '\n';
  else
    std::cerr << "the server answered with status " << reply.status << '\n';
}

void call_and_print(CommandLine& line, std::string method, const std::string& path,
                    const boost::json::object& body) {
  Control control(line);
  show(line, control.call(std::move(method), path, body));
}

void print_pages(CommandLine& line, const std::string& path, std::string_view from) {
  Control control(line);
  boost::json::array items;
  Control::Reply reply;
  for (std::string query = "?limit=1000";;) {
    reply = control.call("GET", path + query);
    if (!reply.is_good()) return show(line, reply);
    for (auto& item : reply.body.at("items").as_array()) items.push_back(std::move(item));
    const auto* next = reply.body.as_object().if_contains("next");
    if (next == nullptr) break;
    const auto* name = next->if_string();  // an address or an entry; else the number of a row
    query = "?limit=1000&" + std::string(from) + "=" +
            segment(name != nullptr ? std::string(*name) : boost::json::serialize(*next));
  }
  reply.body = boost::json::object{{"items", std::move(items)}};
  show(line, reply);
}

}  // namespace notifyd
