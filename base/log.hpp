// The log: a fixed event word and key=value pairs, one line each; never bodies, subjects, credentials, tokens
// or push URLs.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace base {

/// One key=value of a log line. Numbers and texts.
struct Field {
  std::string_view key;
  std::string value;

  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(v) {}
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Field(std::string_view k, Number v) : key(k), value(std::to_string(v)) {}
};

/// The fields of one line, for as long as the call takes. A braced list is looked at where it stands.
class Fields {
 public:
  Fields() = default;
  Fields(std::initializer_list<Field> list) : span_(list.begin(), list.size()) {}
  Fields(const std::vector<Field>& list) : span_(list) {}
  [[nodiscard]] auto begin() const { return span_.begin(); }
  [[nodiscard]] auto end() const { return span_.end(); }

 private:
  std::span<const Field> span_;
};

/// The word that a line begins with, to be searched for: lower case with _, which the compiler holds it to.
class EventWord {
 public:
  consteval EventWord(const char* word) : word_(word) {
    for (const char c : word_)
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') throw "an event word has a-z, 0-9 and _";
  }
  [[nodiscard]] constexpr std::string_view word() const { return word_; }

 private:
  std::string_view word_;
};

enum class Level {
  debug,
  info,
  warn,
  error
};  ///< dialog; a line per message, login, push; we coped; a human must act

/// Where lines go: stderr, asynchronously, those of a few milliseconds together, a warning or an error at
/// once; when too many wait the oldest are dropped and counted. One per process.
class LogSink;

enum class LogForm { text, json };

/// Starts the process's sink; its destructor writes what waits, and so does a crash. `level` may change later
/// by set_level (SIGHUP).
std::shared_ptr<LogSink> open_log(LogForm form, Level level);
void set_level(LogSink& sink, Level level);
/// A handle that is passed down by value: the room, and what stands on each of its lines (session, peer,
/// account). A default-constructed Log writes nothing (tests). Shares the sink with every other Log of the
/// process.
class Log {
 public:
  Log() = default;
  explicit Log(std::shared_ptr<LogSink> sink) : sink_(std::move(sink)) {}

  /// A Log whose lines carry `field` too.
  [[nodiscard]] Log with(Field field) const;

  void debug(EventWord event, Fields fields = {}) const { write(Level::debug, event, fields); }
  void info(EventWord event, Fields fields = {}) const { write(Level::info, event, fields); }
  void warn(EventWord event, Fields fields = {}) const { write(Level::warn, event, fields); }
  void error(EventWord event, Fields fields = {}) const { write(Level::error, event, fields); }
  [[nodiscard]] bool says(Level level) const;

 private:
  void write(Level level, EventWord event, Fields fields) const;

  friend std::uint64_t dropped_lines(const Log& log);

  std::shared_ptr<LogSink> sink_;
  std::vector<Field> fields_;
};

/// Lines that its sink dropped so far because too many waited, or stderr refused them.
std::uint64_t dropped_lines(const Log& log);

}  // namespace base
