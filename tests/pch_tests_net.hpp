// Precompiled for the unit tests of rooms with coroutines.
#pragma once

#include <gtest/gtest.h>

#include "cmake/pch_net.hpp"
