// Random octets from libcrypto's generator; fit for keys and tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/octets.hpp"

namespace base {

Octets random_octets(std::size_t count);
/// Uniform in [0, below); `below` > 0.
std::uint64_t random_below(std::uint64_t below);
/// 128 random bits as 22 characters of base64url: names of devices, log ids, tokens.
std::string random_name();

}  // namespace base
