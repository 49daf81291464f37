// From Dovecot's settings to a source of scores (RFC 5235).

#include "sievetool/testsuite/scores.hpp"

#include <charconv>

#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

std::shared_ptr<const sieve::ScoreSource> score_source(const Settings& settings, const std::string& name,
                                                       std::size_t worst) {
  using Type = sieve::ScoreSettings::Type;
  const std::string prefix = "sieve_" + name + '_';
  const auto value = [&](const std::string& key) { return std::string(settings.value(prefix + key)); };
  sieve::ScoreSettings wanted{.status_header = value("status_header"),
                              .max_header = value("score_max_header")};
  const auto type = value("status_type");
  wanted.type = type == "strlen" ? Type::strlen : type == "text" ? Type::text : Type::score;
  double most = 0;
  const auto written = value("score_max_value");
  if (std::from_chars(written.data(), written.data() + written.size(), most).ec == std::errc())
    wanted.max_value = most;
  if (wanted.type == Type::text)
    for (std::size_t n = 0; n <= worst; ++n) wanted.words.push_back(value("text_value/" + std::to_string(n)));
  auto made = sieve::ScoreSource::make(wanted);
  return made ? std::move(*made) : nullptr;
}

bool is_score_setting(std::string_view name) {
  for (const std::string_view whose : {"sieve_spamtest_", "sieve_virustest_"}) {
    if (!name.starts_with(whose)) continue;
    name.remove_prefix(whose.size());
    return name == "status_header" || name == "status_type" || name == "score_max_header" ||
           name == "score_max_value" || name.starts_with("text_value/");
  }
  return false;
}

}  // namespace sievetool::testsuite
