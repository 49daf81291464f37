// The log over spdlog: one asynchronous sink to stderr, as text on a terminal and JSON lines otherwise.

#include "base/log.hpp"

#include <algorithm>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.hpp"

namespace base {

class LogSink {
 public:
  LogForm form = LogForm::text;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

namespace {

constexpr std::size_t queue_lines = 8192;

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
  auto sink = std::make_shared<LogSink>();
  sink->form = form;
  sink->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1);
  auto output = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  sink->logger = std::make_shared<spdlog::async_logger>("notifyd", output, sink->pool,
                                                        spdlog::async_overflow_policy::overrun_oldest);
  sink->logger->set_pattern(form == LogForm::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
                                                  : "%H:%M:%S.%e %-5l %v");
  sink->logger->flush_on(spdlog::level::info);
  set_level(*sink, level);
  return sink;
}

void set_level(LogSink& sink, Level level) {
  sink.logger->set_level(to_spdlog(level));
}

std::uint64_t dropped_lines(const Log& log) {
  return log.sink_ ? log.sink_->pool->overrun_counter() : 0;
}

Log Log::with(Field field) const {
  Log log = *this;
  log.fields_.push_back(std::move(field));
  return log;
}

bool Log::says(Level level) const {
  return sink_ && sink_->logger->should_log(to_spdlog(level));
}

void Log::write(Level level, EventWord event, const std::vector<Field>& fields) const {
  if (!says(level)) return;
  const auto form = sink_->form;
  std::string line = form == LogForm::json ? "\"event\":" + quoted(event.word()) : std::string(event.word());
  for (const auto& field : fields_) append(line, form, field);
  for (const auto& field : fields) append(line, form, field);
  sink_->logger->log(to_spdlog(level), line);
}

}  // namespace base
