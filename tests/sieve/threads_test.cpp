// What a run needs is its own: the program, with the keys that were made ready for :matches and :regex, is
// shared.

#include <atomic>
#include <thread>

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class ThreadsTest : public SieveTest {};

TEST_F(ThreadsTest, ManyThreadsRunOneProgram) {
  const auto shared = program(
      "require [\"variables\", \"regex\", \"fileinto\", \"body\"];\n"
      "if header :matches \"subject\" \"* of *\" { set \"day\" \"${2}\"; }\n"
      "if header :regex \"subject\" \"^(m[a-z]+) (.*)$\" { set \"what\" \"${1}\"; }\n"
      "if body :contains \"below\" { fileinto \"${what}/${day}\"; }\n");
  const base::Body octets(message);
  const auto around = environment();
  std::atomic<int> right = 0;
  constexpr int threads = 4;
  constexpr int runs = 200;
  const auto work = [&] {
    const mail::Message mail(octets);  // a message is one thread's, its octets are everybody's
    for (int i = 0; i < runs; ++i) {
      const auto outcome = sieve::run(*shared, mail, around, {});
      const auto& actions = std::get<Outcome>(outcome).actions;
      if (actions.size() == 1 && described(actions[0]) == "fileinto \"minutes/monday\" (line 4)") ++right;
    }
  };
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i) all.emplace_back(work);
  }
  EXPECT_EQ(right, threads * runs);
}

}  // namespace
}  // namespace sieve
