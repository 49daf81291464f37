// A gateway of the configuration, [gateway.NAME]: its request as templates, and what its answers mean.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/config.hpp"
#include "connectors/answer_rules.hpp"
#include "connectors/template.hpp"

namespace connectors {

struct GatewaySettings {
  std::string name;  ///< also the kind of its channel
  std::string method = "GET";
  Template url;
  std::vector<std::pair<std::string, Template>> headers;
  Template body;
  bool takes_numbers = true;          ///< addresses are phone numbers, and texts are fitted to short messages
  std::vector<std::string> prefixes;  ///< the only ones that a number may begin with; none: every number
  std::size_t parts = 1;              ///< short messages a text may take
  Template wake;                      ///< texts for each content level
  Template summary;
  Template snippet;
  Template digest;   ///< for several events in one
  Values constants;  ///< from, user, password
  AnswerRules answers;
  std::chrono::milliseconds patience{15000};
};

/// Reads [gateway.NAME]; what is wrong becomes a fault of the configuration.
GatewaySettings read_gateway(base::Config& config, const std::string& name);

/// The placeholders of request templates and of texts.
const std::vector<std::string>& request_placeholders();
const std::vector<std::string>& text_placeholders();

}  // namespace connectors
