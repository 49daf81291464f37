// [gateway.NAME] of the configuration.

#include "connectors/gateway_settings.hpp"

#include <algorithm>
#include <filesystem>

#include "base/folder.hpp"
#include "base/text.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;

Template read_template(base::Section& section, std::string_view key, std::string_view otherwise,
                       Escape escape) {
  const bool is_text = key.starts_with("text_");
  auto parsed = Template::parse(section.text(key, otherwise), escape,
                                is_text ? text_placeholders() : request_placeholders());
  if (parsed) return *parsed;
  section.fault(key, parsed.error().text);
  return {};
}

std::vector<AnswerRule> read_rules(base::Section& section, std::string_view key,
                                   std::vector<std::string> otherwise) {
  std::vector<AnswerRule> rules;
  for (const auto& text : section.texts(key, std::move(otherwise))) {
    auto rule = parse_answer_rule(text);
    if (rule)
      rules.push_back(*rule);
    else
      section.fault(key, rule.error().text);
  }
  return rules;
}

bool is_token_character(char c) {  // RFC 9110 section 5.6.2
  return base::text::is_alpha(c) || base::text::is_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::vector<std::pair<std::string, Template>> read_headers(base::Section& section) {
  std::vector<std::pair<std::string, Template>> headers;
  std::size_t number = 0;
  for (const auto& line : section.texts("headers")) {
    const auto which = "header " + std::to_string(++number) + ": ";  // its text may be a secret
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    if (colon == std::string::npos || name.empty() || !std::ranges::all_of(name, is_token_character)) {
      section.fault("headers", which + R"(expected "Name: value")");
      continue;
    }
    auto value = Template::parse(base::text::trimmed(std::string_view(line).substr(colon + 1)),
                                 Escape::header, request_placeholders());
    if (value)
      headers.emplace_back(name, *value);
    else
      section.fault("headers", which + value.error().text);
  }
  return headers;
}

Escape body_escape(const std::string& name) {
  return name == "json" ? Escape::json : name == "form" ? Escape::url : Escape::plain;
}

std::string read_password(base::Section& section) {
  const auto file = section.text("password_file");
  const auto password = section.secret("password");
  if (file.empty()) return password;
  try {
    return std::string(base::text::trimmed(base::read_file(file)));
  } catch (const std::filesystem::filesystem_error& error) {
    section.fault("password_file", error.what());
    return {};
  }
}

void read_texts(base::Section& section, GatewaySettings& settings) {
  settings.wake = read_template(section, "text_wake", "You have new mail.", Escape::plain);
  settings.summary = read_template(section, "text_summary", "{sender}: {subject}", Escape::plain);
  settings.snippet = read_template(section, "text_snippet", "{sender}: {subject} - {snippet}", Escape::plain);
  settings.digest = read_template(section, "text_digest", "You have {events} new mails.", Escape::plain);
}

}  // namespace

const std::vector<std::string>& text_placeholders() {
  static const std::vector<std::string> names{"account", "device", "event",   "events", "mailbox",
                                              "uid",     "sender", "subject", "snippet"};
  return names;
}

const std::vector<std::string>& request_placeholders() {
  static const std::vector<std::string> names = [] {
    auto all = text_placeholders();
    all.insert(all.end(),
               {"to", "text", "from", "user", "password", "id", "coding", "importance", "minutes"});
    return all;
  }();
  return names;
}

GatewaySettings read_gateway(base::Config& config, const std::string& name) {
  auto section = config.section("gateway." + name);
  GatewaySettings settings{.name = name};
  settings.method = section.choice("method", "GET", {"GET", "POST", "PUT"});
  const auto url = section.text("url");
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    section.fault("url", "expected a http or https URL");
  if (url.substr(0, url.find('/', 8)).find('{') != std::string::npos)
    section.fault("url",
                  "a placeholder must not stand in the host: no value may choose where the request goes");
  settings.url = read_template(section, "url", "", Escape::url);
  settings.headers = read_headers(section);
  const auto escape = section.choice("body_escape", "json", {"json", "form", "plain"});
  settings.body = read_template(section, "body", "", body_escape(escape));
  settings.takes_numbers = section.choice("address", "number", {"number", "text"}) == "number";
  settings.prefixes = section.texts("prefixes");
  settings.parts = static_cast<std::size_t>(section.number("parts", 1, 1, 8));
  settings.constants = {
      {"from", section.text("from")}, {"user", section.text("user")}, {"password", read_password(section)}};
  read_texts(section, settings);
  settings.answers = {.delivered = read_rules(section, "delivered", {"2xx"}),
                      .retry = read_rules(section, "retry", {"408", "429", "5xx"}),
                      .never = read_rules(section, "never", {}),
                      .gone = read_rules(section, "gone", {})};
  settings.patience = section.duration("patience", 15s);
  return settings;
}

}  // namespace connectors
