// Rules about a gateway's answers.

#include "connectors/answer_rules.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace connectors {

base::Result<AnswerRule> parse_answer_rule(std::string_view text) {
  const auto space = text.find(' ');
  AnswerRule rule{.status = base::text::lowered(text.substr(0, space))};
  if (space != std::string_view::npos) rule.text = base::text::trimmed(text.substr(space));
  const bool readable =
      rule.status.size() == 3 && rule.status.front() >= '1' && rule.status.front() <= '5' &&
      std::ranges::all_of(rule.status.substr(1), [](char c) { return base::text::is_digit(c) || c == 'x'; });
  if (!readable)
    return base::fail(base::Errc::syntax,
                      R"(expected a status such as "202" or "5xx", then perhaps a text of the body)");
  return rule;
}

bool AnswerRule::fits(const net::HttpAnswer& answer) const {
  const std::string digits = std::to_string(answer.status);
  const auto same = [](char wanted, char found) { return wanted == 'x' || wanted == found; };
  return std::ranges::equal(status, digits, same) &&
         (text.empty() || base::text::find_ignoring_case(answer.body, text) != std::string::npos);
}

Outcome AnswerRules::judge(const net::HttpAnswer& answer) const {
  const std::string number = std::to_string(answer.status);
  const auto any = [&](const std::vector<AnswerRule>& rules, bool with_text) {
    return std::ranges::any_of(
        rules, [&](const auto& rule) { return rule.text.empty() != with_text && rule.fits(answer); });
  };
  for (const bool with_text : {true, false}) {
    if (any(gone, with_text))
      return {.verdict = Outcome::never,
              .reason = "the gateway says it is gone (status " + number + ")",
              .device_gone = true};
    if (any(never, with_text))
      return {.verdict = Outcome::never, .reason = "the gateway refused it (status " + number + ")"};
    if (any(retry, with_text))
      return {.verdict = Outcome::try_later,
              .reason = "the gateway is busy (status " + number + ")",
              .again_after = answer.retry_after()};
    if (any(delivered, with_text))
      return {.verdict = Outcome::delivered, .reason = "taken with status " + number};
  }
  return {.verdict = Outcome::never,
          .reason = "the gateway answered something unknown (status " + number + ")"};
}

}  // namespace connectors
