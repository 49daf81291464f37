// Programs that are run for their output.

#include "base/program.hpp"

#include <string>

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::chrono_literals;

ProgramEnded shell(std::string script, std::string_view input = "",
                   std::chrono::milliseconds patience = 20s) {
  return run_program({.path = "/bin/sh",
                      .arguments = {"-c", std::move(script)},
                      .environment = {"PATH=/usr/bin:/bin", "WHO=bob"},
                      .input = input,
                      .patience = patience});
}

TEST(ProgramTest, GetsItsInputAndGivesItsOutput) {
  const std::string large(3 << 18, 'x');
  const auto ended = shell("cat; echo $WHO$1 >&2; exit 3", large);
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.output, large);
  EXPECT_EQ(ended.error, "bob\n");
  EXPECT_EQ(ended.fault, "");
  EXPECT_FALSE(ended.succeeded());
}

TEST(ProgramTest, NeedNotReadItsInput) {
  const auto ended = shell("echo done", std::string(1 << 20, 'x'));
  EXPECT_TRUE(ended.succeeded());
  EXPECT_EQ(ended.output, "done\n");
}

TEST(ProgramTest, IsEndedWhenItTakesTooLong) {
  const auto ended = shell("sleep 600 & sleep 600", "", 100ms);
  EXPECT_EQ(ended.code, -1);
  EXPECT_EQ(ended.fault, "it took longer than it may");
}

TEST(ProgramTest, IsEndedThoughItHasLeftItsGroup) {
  const auto ended = run_program(
      {.path = "/usr/bin/perl",
       .arguments = {"-e", "setpgrp(0, getpgrp(getppid())) or die; print 'left'; close STDOUT; sleep 600"},
       .environment = {},
       .patience = 500ms});
  EXPECT_EQ(ended.fault, "it took longer than it may");
  EXPECT_EQ(ended.output, "left");
}

TEST(ProgramTest, IsEndedWhenItClosesItsOutputAndStays) {
  EXPECT_EQ(shell("exec >&- 2>&-; sleep 600", "", 100ms).fault, "it took longer than it may");
}

TEST(ProgramTest, GetsAllOfItsInputThoughItClosesItsOutput) {
  const auto ended = shell("exec >&- 2>&-; test $(wc -c) = 1000000", std::string(1'000'000, 'x'));
  EXPECT_EQ(ended.code, 0);
}

TEST(ProgramTest, IsOverWhenItEndsWhateverItHasStarted) {
  const auto ended = shell("sleep 600 & echo done");
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.output, "done\n");
}

TEST(ProgramTest, MayWriteWhatNobodyKeeps) {
  const auto ended = run_program({.path = "/bin/sh",
                                  .arguments = {"-c", "head -c 3000000 /dev/zero"},
                                  .environment = {"PATH=/usr/bin:/bin"},
                                  .keeps_output = false});
  EXPECT_EQ(ended.code, 0);
}

TEST(ProgramTest, WithTheExitCodeOfAMissingCommandHasBegun) {
  EXPECT_EQ(shell("no-such-command").code, 127);
}

TEST(ProgramTest, IsEndedWhenItWritesTooMuch) {
  const auto ended = shell("yes");
  EXPECT_EQ(ended.fault, "it wrote more than it may");
  EXPECT_EQ(ended.output.size(), std::size_t{1} << 20);
}

TEST(ProgramTest, HasOnlySoMuchMemory) {
  const auto ended =
      run_program({.path = "/bin/sh",
                   .arguments = {"-c", "x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${#x}"},
                   .environment = {"PATH=/usr/bin:/bin"},
                   .memory_limit = 64 << 20});
  EXPECT_FALSE(ended.succeeded());
}

TEST(ProgramTest, InheritsNoDescriptor) {
  const auto ended = shell("ls /proc/self/fd | wc -l");
  EXPECT_EQ(ended.output, "4\n") << "three, and the one of ls itself";
}

TEST(ProgramTest, ThatCannotBeginSaysSo) {
  EXPECT_EQ(run_program({.path = "/no/such/program"}).fault, "it cannot be started");
}

TEST(ProgramTest, ThatIsKilledSaysSo) {
  EXPECT_EQ(shell("kill -SEGV $$").fault, "it was ended by signal 11");
}

}  // namespace
}  // namespace base
