// Fuzzes connectors: templates and what may be put into them, texts of short messages, endpoints and answer
// rules.

#include <cstdlib>
#include <string>
#include <string_view>

#include "connectors/answer_rules.hpp"
#include "connectors/endpoint.hpp"
#include "connectors/sms_text.hpp"
#include "connectors/template.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void try_template(std::string_view text, std::string_view value) {
  using connectors::Escape;
  for (const auto escape : {Escape::url, Escape::json, Escape::header, Escape::plain}) {
    const auto parsed = connectors::Template::parse(text, escape, {"text", "to"});
    if (!parsed) continue;
    const auto expanded = parsed->expand({{"text", std::string(value)}});
    const auto safe = connectors::escaped(value, escape);
    require(expanded || !safe);
    if (!safe) continue;
    for (const char c : *safe) {
      require(c != '\r' && c != '\n' && c != '\0');
      if (escape == Escape::url) require(std::string_view("&=#?/ \"<>").find(c) == std::string_view::npos);
    }
  }
}

void try_sms(std::string_view text) {
  const auto fitted = connectors::fit_sms(text, 2);
  require(fitted.parts >= 1 && fitted.parts <= 2);
  require(fitted.unicode || connectors::gsm_septets(fitted.text).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  const auto line_end = input.find('\n');
  const auto first = input.substr(0, line_end);
  const auto rest = line_end == std::string_view::npos ? std::string_view{} : input.substr(line_end + 1);
  try_template(first, rest);
  try_sms(rest);
  const auto endpoint = connectors::parse_endpoint(first, true);
  if (endpoint)
    require(endpoint->origin.starts_with("http") && endpoint->host.find('@') == std::string::npos);
  const auto number = connectors::international_number(first);
  if (number) require(number->size() <= 16 && number->starts_with('+'));
  (void)connectors::parse_answer_rule(first);
  return 0;
}
