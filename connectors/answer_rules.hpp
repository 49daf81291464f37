// Which answers of a gateway mean delivered, later, gone or never: rules of the configuration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "connectors/notification.hpp"
#include "net/http_client.hpp"

namespace connectors {

/// "202", "5xx", or "202 Queued": a status, x for any digit, and perhaps a text that the body must hold
/// (ASCII case ignored).
struct AnswerRule {
  std::string status;
  std::string text;
  [[nodiscard]] bool fits(const net::HttpAnswer& answer) const;
};

base::Result<AnswerRule> parse_answer_rule(std::string_view text);

/// Rules with a text are asked before those without, and among equals gone before never, retry and delivered.
/// An answer that no rule fits is never.
struct AnswerRules {
  std::vector<AnswerRule> delivered;
  std::vector<AnswerRule> retry;
  std::vector<AnswerRule> never;
  std::vector<AnswerRule> gone;
  [[nodiscard]] Outcome judge(const net::HttpAnswer& answer) const;
};

}  // namespace connectors
