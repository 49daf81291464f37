// Reads the result of a scanner from a header field.

#include "sieve/score.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <re2/re2.h>

#include "base/text.hpp"

namespace sieve {
namespace {

using base::Errc;

/// NAME or NAME:REGEX.
class FieldValue {
 public:
  static base::Result<FieldValue> make(const std::string& written) {
    FieldValue made;
    const auto colon = written.find(':');
    made.name_ = base::text::trimmed(std::string_view(written).substr(0, colon));
    const bool named =
        !made.name_.empty() && std::ranges::all_of(made.name_, [](char c) { return c > 32 && c < 127; });
    if (!named) return base::fail(Errc::syntax, "\"" + written + "\" is no name of a header field");
    if (colon == std::string::npos) return made;
    RE2::Options options;
    options.set_posix_syntax(true);
    options.set_perl_classes(true);
    options.set_log_errors(false);
    const auto pattern = base::text::trimmed(std::string_view(written).substr(colon + 1));
    made.pattern_ = std::make_shared<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (!made.pattern_->ok())
      return base::fail(Errc::syntax, "no regular expression: " + made.pattern_->error());
    return made;
  }

  /// The scanner that was last writes on top.
  [[nodiscard]] std::optional<std::string> of(const mail::Header& header) const {
    const mail::Field* field = header.find(name_);
    if (field == nullptr) return std::nullopt;
    std::string value = mail::unfolded(field->body);
    if (pattern_ == nullptr) return value;
    re2::StringPiece groups[2];
    const int wanted = std::min(pattern_->NumberOfCapturingGroups(), 1) + 1;
    if (!pattern_->Match(value, 0, value.size(), RE2::UNANCHORED, groups, wanted)) return std::nullopt;
    return std::string(groups[wanted - 1]);
  }

 private:
  std::string name_;
  std::shared_ptr<const RE2> pattern_;
};

std::optional<double> decimal(std::string_view text) {
  text = base::text::trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return std::isfinite(value) ? std::optional(value) : std::nullopt;  // "nan" and "inf" are read too
}

class HeaderSource final : public ScoreSource {
 public:
  HeaderSource(const ScoreSettings& settings, FieldValue status, std::optional<FieldValue> most)
      : settings_(settings), status_(std::move(status)), most_(std::move(most)) {}

  [[nodiscard]] std::optional<double> ratio(const mail::Header& header) const override {
    const auto status = status_.of(header);
    const auto most = status ? maximum(header) : std::nullopt;
    const auto value = most && *most > 0 ? number(*status) : std::nullopt;
    if (!value) return std::nullopt;
    return std::clamp(*value / *most, 0.0, 1.0);
  }

 private:
  [[nodiscard]] std::optional<double> maximum(const mail::Header& header) const {
    if (settings_.type == ScoreSettings::Type::text) return static_cast<double>(settings_.words.size() - 1);
    if (!most_) return settings_.max_value;
    const auto written = most_->of(header);
    return written ? decimal(*written) : std::nullopt;
  }
  [[nodiscard]] std::optional<double> number(const std::string& status) const {
    if (settings_.type == ScoreSettings::Type::score) return decimal(status);
    if (settings_.type == ScoreSettings::Type::strlen) return static_cast<double>(status.size());
    const auto found = std::ranges::find(settings_.words, status);
    if (found == settings_.words.end() || status.empty()) return std::nullopt;
    return static_cast<double>(found - settings_.words.begin());
  }

  ScoreSettings settings_;
  FieldValue status_;
  std::optional<FieldValue> most_;
};

}  // namespace

base::Result<std::shared_ptr<const ScoreSource>> ScoreSource::make(const ScoreSettings& settings) {
  auto status = FieldValue::make(settings.status_header);
  if (!status) return status.error();
  std::optional<FieldValue> most;
  if (!settings.max_header.empty()) {
    auto header = FieldValue::make(settings.max_header);
    if (!header) return header.error();
    most = std::move(*header);
  }
  if (settings.type == ScoreSettings::Type::text) {
    if (settings.words.size() < 2)
      return base::fail(Errc::syntax, "a status that is a text needs two words at least");
  } else if (!most && (!settings.max_value || *settings.max_value <= 0)) {
    return base::fail(Errc::syntax, "the maximum is missing: a number above 0, or a header");
  }
  return std::shared_ptr<const ScoreSource>(
      std::make_shared<HeaderSource>(settings, std::move(*status), std::move(most)));
}

}  // namespace sieve
