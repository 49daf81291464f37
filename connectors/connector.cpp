// The table of connectors.

#include "connectors/connector.hpp"

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

Channels open_channels(base::Config& config, const Context& context) {
  Channels channels;
  for (const Connector* connector : all_connectors()) channels.merge(connector->open(config, context));
  return channels;
}

}  // namespace connectors
