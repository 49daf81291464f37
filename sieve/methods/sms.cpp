// The method sms: sends a short message to each number of the URI, by the gateway that the operator has
// chosen (RFC 5724). Fields of the URI other than `body` are ignored.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "sieve/telephone.hpp"
#include "sieve/uri.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_numbers = 4;  // each of them costs (RFC 5435 section 8)

/// A URI taken apart, or why it cannot be.
struct Parsed {
  std::vector<std::string> numbers;
  std::optional<std::string> body;
  std::string fault;
};

void add_numbers(Parsed& parsed, std::string_view list) {
  for (const auto written : base::text::split(list, ',')) {
    const auto number = global_number(written);
    if (!number) {
      parsed.fault = "\"" + std::string(written) + "\" is no international number, as in sms:+15550100200";
      return;
    }
    if (std::ranges::find(parsed.numbers, *number) == parsed.numbers.end()) parsed.numbers.push_back(*number);
  }
  if (parsed.numbers.size() > most_numbers)
    parsed.fault = "the sms URI names more than " + std::to_string(most_numbers) + " numbers";
}

void add_field(Parsed& parsed, std::string_view field) {
  const auto equals = field.find('=');
  if (!base::text::same_ignoring_case(field.substr(0, equals), "body")) return;
  auto value = percent_decoded(equals == std::string_view::npos ? "" : field.substr(equals + 1));
  if (value && base::text::is_utf8(*value))
    parsed.body = std::move(*value);
  else
    parsed.fault = "the body in the sms URI is no percent-encoded UTF-8";
}

Parsed parse(std::string_view uri) {
  Parsed parsed;
  uri.remove_prefix(uri.find(':') + 1);
  const auto query = uri.find('?');
  add_numbers(parsed, uri.substr(0, query));
  if (query == std::string_view::npos || !parsed.fault.empty()) return parsed;
  for (const auto field : base::text::split(uri.substr(query + 1), '&')) add_field(parsed, field);
  return parsed;
}

std::optional<std::string> fault(std::string_view uri) {
  auto parsed = parse(uri);
  return parsed.fault.empty() ? std::nullopt : std::optional(std::move(parsed.fault));
}

const char* prepare(Run& run, Notify& notify) {
  Parsed parsed = parse(notify.method);
  notify.endpoints = std::move(parsed.numbers);
  if (parsed.body && !notify.message) notify.text = std::move(*parsed.body);
  return drop_notified(run.actions(), notify);
}

}  // namespace

extern const Method sms_method{.scheme = "sms", .fault = fault, .prepare = prepare};

}  // namespace sieve
