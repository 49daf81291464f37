// The log over spdlog: one sink to stderr, as text on a terminal and JSON lines otherwise.

#include "base/log.hpp"

#include <algorithm>

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include "base/log_output.hpp"
#include "base/text.hpp"

namespace base {

namespace {

/// Gives each line its time and hands it on.
class Lines final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  Lines() : output_({}) { output_.save_at_crash(); }
  [[nodiscard]] std::uint64_t dropped() const { return output_.dropped(); }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    output_.add({line.data(), line.size()}, message.level >= spdlog::level::warn);
  }
  void flush_() override {}

  LogOutput output_;
};

}  // namespace

class LogSink {
 public:
  explicit LogSink(LogForm as)
      : form(as), lines(std::make_shared<Lines>()), logger("notifyd", spdlog::sink_ptr(lines)) {}

  const LogForm form;
  const std::shared_ptr<Lines> lines;
  spdlog::logger logger;
};

namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// A JSON string; control octets and ill-formed UTF-8 cannot break the line.
std::string quoted(std::string_view value) {
  const auto needs_care = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '"' ||
           c == '\\';
  };
  std::string out = "\"";
  if (std::ranges::none_of(value, needs_care)) return out.append(value) += '"';
  for (const char c : text::to_valid_utf8(value)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += "\\u00" + text::hex(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool plain(std::string_view value) {
  return !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos &&
         std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

void append(std::string& line, LogForm form, const Field& field) {
  if (form == LogForm::json)
    line += "," + quoted(field.key) + ":" + quoted(field.value);
  else
    line += " " + std::string(field.key) + "=" + (plain(field.value) ? field.value : quoted(field.value));
}

}  // namespace

std::shared_ptr<LogSink> open_log(LogForm form, Level level) {
  auto sink = std::make_shared<LogSink>(form);
  sink->logger.set_pattern(form == LogForm::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                                 : "%H:%M:%S.%e %-5l %v");
  set_level(*sink, level);
  return sink;
}

void set_level(LogSink& sink, Level level) {
  sink.logger.set_level(to_spdlog(level));
}

std::uint64_t dropped_lines(const Log& log) {
  return log.sink_ ? log.sink_->lines->dropped() : 0;
}

Log Log::with(Field field) const {
  Log log = *this;
  log.fields_.push_back(std::move(field));
  return log;
}

bool Log::says(Level level) const {
  return sink_ && sink_->logger.should_log(to_spdlog(level));
}

void Log::write(Level level, EventWord event, Fields fields) const {
  if (!says(level)) return;
  const auto form = sink_->form;
  std::string line = form == LogForm::json ? "\"event\":" + quoted(event.word()) : std::string(event.word());
  for (const auto& field : fields_) append(line, form, field);
  for (const auto& field : fields) append(line, form, field);
  sink_->logger.log(to_spdlog(level), line);
}

}  // namespace base
