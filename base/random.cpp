// Random octets from libcrypto's generator.

#include "base/random.hpp"

#include <cstring>
#include <stdexcept>

#include <openssl/rand.h>

#include "base/text.hpp"

namespace base {

Octets random_octets(std::size_t count) {
  Octets out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
    throw std::runtime_error("no random octets from the system");
  return out;
}

std::uint64_t random_below(std::uint64_t below) {
  // Values under 2^64 mod below would come up once more often than the others: draw again.
  const std::uint64_t unfair = (0 - below) % below;
  for (;;) {
    std::uint64_t value = 0;
    const auto octets = random_octets(sizeof value);
    std::memcpy(&value, octets.data(), sizeof value);
    if (value >= unfair) return value % below;
  }
}

std::string random_name() {
  return text::base64url(random_octets(16));
}

}  // namespace base
