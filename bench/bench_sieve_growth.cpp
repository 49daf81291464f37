// Measures sieve: what grows with the number of rules, the length of the text, and the programs in the cache.
//
// Prints JSON lines; times are processor time.

#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>

#include "sieve/cache.hpp"
#include "sieve/engine.hpp"
#include "sieve/run.hpp"

namespace {

double cpu_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Processor seconds of one call, over at least a quarter of a second.
template <class Work>
double seconds(Work work) {
  for (std::size_t times = 1;; times *= 2) {
    const double start = cpu_seconds();
    for (std::size_t i = 0; i < times; ++i) work();
    const double taken = cpu_seconds() - start;
    if (taken > 0.25) return taken / static_cast<double>(times);
  }
}

std::string rules(std::size_t count) {
  std::string out = "require \"fileinto\";\n";
  for (std::size_t i = 0; i < count; ++i)
    out += "if header :contains \"subject\" \"project-" + std::to_string(i) + "\" { fileinto \"P" +
           std::to_string(i % 100) + "\"; }\n";
  return out;
}

/// Without a limit of steps, which would cut off what is measured.
sieve::Engine patient() {
  return sieve::Engine(sieve::Engine::Settings{.limits = {.steps = 1'000'000'000'000}});
}

void run(const sieve::Program& program, const std::string& octets) {
  const sieve::Environment environment{.recipient = {"bob", "here.example"}, .account = "bob@here.example"};
  const auto result = sieve::run(program, mail::Message(base::Body(octets)), environment, {});
  if (std::get<sieve::Outcome>(result).error) std::fputs("a run failed\n", stderr);
}

void by_rules() {
  const sieve::Engine engine = patient();
  const std::string message =
      "From: a@b.example\r\nSubject: Minutes of the meeting on monday\r\n\r\nbody\r\n";
  for (const std::size_t count : {10U, 100U, 1'000U, 10'000U}) {
    const std::string script = rules(count);
    const auto program = engine.check(script).program;
    const double check = seconds([&] { static_cast<void>(engine.check(script)); });
    const double took = seconds([&] { run(*program, message); });
    std::printf(
        "{\"bench\":\"sieve_growth\",\"rules\":%zu,\"run_us\":%.2f,\"run_us_per_rule\":%.3f,\"check_ms\":%."
        "3f,"
        "\"check_us_per_rule\":%.2f}\n",
        count, took * 1e6, took * 1e6 / static_cast<double>(count), check * 1e3,
        check * 1e6 / static_cast<double>(count));
  }
}

struct Pattern {
  std::string type;
  std::string key;
};

/// Those that take a matcher that tries each way more than linear time, if it ends at all.
void by_octets() {
  const sieve::Engine engine = patient();
  std::string stars;
  for (int i = 0; i < 50; ++i) stars += "*a";
  const Pattern patterns[] = {{":contains", "aaaaaaab"}, {":matches", stars + "*b"},
                              {":matches", "*a?c*"},     {":matches", "*a????????b*"},
                              {":regex", "^(a|aa)+$x"},  {":regex", "^(a+)+b$"},
                              {":regex", "(.*a){20}b"},  {":regex", "^(a?){30}a{30}b"}};
  for (const auto& [type, key] : patterns) {
    const auto program =
        engine.check("require \"regex\"; if header " + type + " \"subject\" \"" + key + "\" { discard; }")
            .program;
    for (const std::size_t octets : {10'000U, 40'000U, 160'000U}) {
      const std::string message = "Subject: " + std::string(octets, 'a') + "\r\n\r\n";
      const double took = seconds([&] { run(*program, message); });
      std::printf(
          "{\"bench\":\"sieve_pattern\",\"type\":\"%s\",\"key\":\"%.20s\",\"octets\":%zu,\"ms\":%.3f,"
          "\"ns_per_octet\":%.2f}\n",
          type.c_str(), key.c_str(), octets, took * 1e3, took * 1e9 / static_cast<double>(octets));
    }
  }
}

/// Of this process, in octets.
double resident() {
  std::ifstream in("/proc/self/statm");
  double all = 0;
  double pages = 0;
  in >> all >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Programs of 30 rules in the cache, each of a script of its own, which the cache holds too.
void by_programs() {
  constexpr std::size_t programs = 10'000;
  const sieve::Engine engine;
  sieve::ProgramCache cache(engine, std::size_t{4} << 30);
  const std::string script = rules(30);
  const double before = resident();
  std::size_t counted = 0;
  for (std::size_t i = 0; i < programs; ++i) {
    const auto own = script + "# " + std::to_string(i) + "\n";
    counted += cache.check(own).program->memory;
  }
  std::printf(
      "{\"bench\":\"sieve_cache\",\"programs\":%zu,\"rules\":30,\"script_octets\":%zu,\"resident_mib\":%.1f,"
      "\"resident_kib_each\":%.2f,\"counted_kib_each\":%.2f}\n",
      cache.size(), script.size(), (resident() - before) / (1 << 20),
      (resident() - before) / 1024 / static_cast<double>(programs),
      static_cast<double>(counted) / 1024 / static_cast<double>(programs));
}

}  // namespace

int main() {
  by_programs();
  by_rules();
  by_octets();
  return 0;
}
