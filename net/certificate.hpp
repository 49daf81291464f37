// What a certificate says of itself (RFC 5280).
#pragma once

#include <chrono>
#include <filesystem>

namespace net {

/// When the first certificate of a PEM file ends to be valid (RFC 5280 section 4.1.2.5). Throws
/// std::runtime_error if there is none.
std::chrono::sys_seconds certificate_end(const std::filesystem::path& pem_file);

}  // namespace net
