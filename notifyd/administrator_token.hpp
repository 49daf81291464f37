// The administrator's Bearer token of the HTTP API, in a file of the data folder.
#pragma once

#include <filesystem>
#include <string>

namespace notifyd {

/// What the file admin-token in `data_dir` holds; made (256 random bits, mode 0600) if it is not there.
std::string administrator_token(const std::filesystem::path& data_dir);

}  // namespace notifyd
