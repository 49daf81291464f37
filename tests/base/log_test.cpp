// base/log: what a line looks like, whatever its values hold, and which lines are written.

#include "base/log.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace base {
namespace {

/// What `write` made the process's log say.
std::string said(LogForm form, Level level, const std::function<void(const Log&, LogSink&)>& write) {
  testing::internal::CaptureStderr();
  auto sink = open_log(form, level);
  write(Log(sink), *sink);
  sink.reset();  // writes what waits
  return testing::internal::GetCapturedStderr();
}

std::string text(const std::vector<Field>& fields) {
  const auto line =
      said(LogForm::text, Level::debug, [&](const Log& log, LogSink&) { log.info("login", fields); });
  return line.substr(line.find("login"));
}

std::string json(const std::vector<Field>& fields) {
  const auto line =
      said(LogForm::json, Level::debug, [&](const Log& log, LogSink&) { log.info("login", fields); });
  return line.substr(line.find("\"level\""));
}

TEST(LogTest, AppendsKeysAndValuesToTheEventWord) {
  EXPECT_EQ(text({}), "login\n");
  EXPECT_EQ(text({{"account", "alice"}, {"uid", 7}}), "login account=alice uid=7\n");
  EXPECT_EQ(json({{"account", "alice"}, {"uid", 7}}),
            R"("level":"info","event":"login","account":"alice","uid":"7"})"
            "\n");
}

TEST(LogTest, QuotesWhatCouldBeTakenForSomethingElse) {
  EXPECT_EQ(text({{"why", ""}}), "login why=\"\"\n");
  EXPECT_EQ(text({{"why", "no room"}}), "login why=\"no room\"\n");
  EXPECT_EQ(text({{"why", "a=b"}}), "login why=\"a=b\"\n");
  EXPECT_EQ(text({{"why", "say \"hi\" \\o/"}}), R"(login why="say \"hi\" \\o/")"
                                                "\n");
}

TEST(LogTest, NoValueBeginsALine) {
  const std::string forged = "x\r\n00:00:00.000 info  login account=root\x1b[2J\x7f";
  for (const auto& line : {text({{"why", forged}}), json({{"why", forged}})}) {
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
    EXPECT_NE(line.find("\\u000d\\u000a"), std::string::npos) << line;
    EXPECT_NE(line.find("\\u001b[2J\\u007f"), std::string::npos) << line;
  }
}

TEST(LogTest, JsonIsUtf8WhateverCameIn) {
  EXPECT_NE(json({{"name", "J\xC3\xBCrgen"}}).find("J\xC3\xBCrgen"), std::string::npos);
  EXPECT_EQ(json({{"name", "J\xFCrgen"}}).find('\xFC'), std::string::npos);
}

TEST(LogTest, WhatStandsOnEachLineComesFirst) {
  const auto line = said(LogForm::text, Level::info, [](const Log& log, LogSink&) {
    const auto session = log.with({"session", "s1"});
    session.with({"peer", "192.0.2.1"}).warn("login_refused", {{"login", "bob"}});
    session.info("closed");
  });
  EXPECT_NE(line.find("login_refused session=s1 peer=192.0.2.1 login=bob\n"), std::string::npos) << line;
  EXPECT_NE(line.find("closed session=s1\n"), std::string::npos) << line;
}

TEST(LogTest, WritesFromItsLevelOnWhichMayChange) {
  const auto lines = said(LogForm::text, Level::warn, [](const Log& log, LogSink& sink) {
    log.info("first");
    log.warn("second");
    EXPECT_FALSE(log.says(Level::info));
    set_level(sink, Level::debug);
    EXPECT_TRUE(log.says(Level::debug));
    log.debug("third");
    set_level(sink, Level::error);
    log.warn("fourth");
    log.error("fifth");
  });
  EXPECT_EQ(lines.find("first"), std::string::npos);
  EXPECT_NE(lines.find("second"), std::string::npos);
  EXPECT_NE(lines.find("third"), std::string::npos);
  EXPECT_EQ(lines.find("fourth"), std::string::npos);
  EXPECT_NE(lines.find("fifth"), std::string::npos);
}

TEST(LogTest, WithoutASinkNothingIsSaid) {
  const Log log;
  log.error("unheard");
  EXPECT_FALSE(log.with({"a", 1}).says(Level::error));
  EXPECT_EQ(dropped_lines(log), 0U);
}

}  // namespace
}  // namespace base
