// The table of connectors.

#include "connectors/connector.hpp"

#include <algorithm>

namespace connectors {

#define CONNECTOR(name) extern const Connector name##_connector;
#include "connectors/connectors.def"
#undef CONNECTOR

std::vector<const Connector*> all_connectors() {
  return {
#define CONNECTOR(name) &name##_connector,
#include "connectors/connectors.def"
#undef CONNECTOR
  };
}

const Connector& connector_of(std::string_view kind) {
  const auto all = all_connectors();
  const auto found = std::ranges::find(all, kind, &Connector::kind);
  return found != all.end() ? **found : **std::ranges::find(all, "", &Connector::kind);
}

Channels open_channels(base::Config& config, const Context& context) {
  Channels channels;
  for (const Connector* connector : all_connectors()) channels.merge(connector->open(config, context));
  return channels;
}

}  // namespace connectors
