// Precompiled for the unit tests.
#pragma once

#include <gtest/gtest.h>

#include "cmake/pch_plain.hpp"
