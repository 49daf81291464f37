// Fuzzes wire: SASL servers that are told anything; no input may log in.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "wire/sasl.hpp"

namespace {

using namespace wire::sasl;

/// Keys of a password that the input cannot know.
const ScramKeys& keys(base::Hash hash) {
  static const ScramKeys sha1 = scram_keys(base::Hash::sha1, "unknown to all", "salt", 2);
  static const ScramKeys sha256 = scram_keys(base::Hash::sha256, "unknown to all", "salt", 2);
  return hash == base::Hash::sha1 ? sha1 : sha256;
}

void serve(const Mechanisms& mechanisms, const std::string& name,
           const std::vector<std::string_view>& messages) {
  const auto server = mechanisms.server(name);
  for (const std::string_view message : messages) {
    auto step = message == "-" ? server->step(std::nullopt) : server->step(std::string(message));
    if (step && std::holds_alternative<KeysWanted>(*step)) {
      if (std::get<KeysWanted>(*step).claim.login.empty()) std::abort();
      step = server->continue_with(keys(*scram_hash(name)));
    }
    if (!step || std::holds_alternative<PasswordGiven>(*step)) return;
    if (std::holds_alternative<Proved>(*step)) {
      std::fprintf(stderr, "%s proved what nobody knows\n", name.c_str());
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static const Mechanisms mechanisms;
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  if (input.empty()) return 0;
  const auto choice = static_cast<unsigned char>(input.front());
  const std::string& name = Mechanisms::names()[choice % Mechanisms::names().size()];
  const auto messages = base::text::split(input.substr(1), '\n');
  serve(mechanisms, name, messages);
  if (const auto text = prepared(input)) static_cast<void>(prepared(*text));
  return 0;
}
