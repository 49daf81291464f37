// Precompiled for the room notifyd: pch_net, and what its commands and API routes meet.
#pragma once

#include <boost/json.hpp>

#include "cmake/pch_net.hpp"
