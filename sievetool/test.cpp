// sievetool test: runs test files, which are Sieve scripts of their own.

#include <algorithm>
#include <iostream>
#include <memory>

#include "base/text.hpp"
#include "sievetool/command.hpp"
#include "sievetool/json.hpp"
#include "sievetool/testsuite/file.hpp"

namespace sievetool {
namespace {

using testsuite::Report;

struct Options {
  std::vector<std::string> files;
  bool json = false;
};

std::string on_one_line(std::string_view text) {
  const auto plain = base::text::replaced(text, "\r\n", "\n");
  return base::text::replaced(plain, "\n", "\\n");
}

std::string name_of(const Report& report, std::size_t block) {
  const auto& name = report.blocks[block].name;
  return name.empty() ? "(test " + std::to_string(block + 1) + ")" : on_one_line(name);
}

void tell(const std::vector<std::string>& error_log) {
  for (const auto& error : error_log) std::cerr << "  error log: " << on_one_line(error) << '\n';
}

void print(const Report& report, const std::string& file) {
  for (std::size_t i = 0; i < report.blocks.size(); ++i) {
    const auto& block = report.blocks[i];
    if (block.passed)
      std::cout << "ok " << name_of(report, i) << '\n';
    else
      std::cout << "FAIL " << name_of(report, i) << ": " << on_one_line(block.failure) << '\n' << std::flush;
    tell(block.errors);
  }
  if (!report.passed)
    std::cout << "FAIL " << file << ": " << on_one_line(report.failure) << '\n' << std::flush;
  tell(report.errors);
}

boost::json::object to_json(const Report& report, const std::string& file) {
  const auto verdict = [](std::string_view name, bool passed, std::string_view failure) {
    boost::json::object out{{"name", utf8(name)}, {"passed", passed}};
    if (!passed) out["reason"] = utf8(failure);
    return out;
  };
  const auto array_of = [](const std::vector<std::string>& error_log) {
    boost::json::array log;
    for (const auto& error : error_log) log.emplace_back(utf8(error));
    return log;
  };
  const bool passed = report.passed && std::ranges::all_of(report.blocks, &testsuite::Verdict::passed);
  boost::json::array blocks;
  for (const auto& block : report.blocks) {
    auto out = verdict(block.name, block.passed, block.failure);
    if (!block.errors.empty()) out["error_log"] = array_of(block.errors);
    blocks.push_back(std::move(out));
  }
  boost::json::object out{{"file", utf8(file)}, {"passed", passed}, {"tests", std::move(blocks)}};
  if (!report.passed) out["reason"] = utf8(report.failure);
  if (!report.errors.empty()) out["error_log"] = array_of(report.errors);
  return out;
}

int test(const Options& options) {
  std::size_t passed = 0;
  std::size_t failed = 0;
  boost::json::array files;
  for (const auto& file : options.files) {
    if (!options.json && options.files.size() > 1) std::cout << "# " << file << '\n' << std::flush;
    const Report report = testsuite::run_file(file, options.json ? std::cerr : std::cout);
    for (const auto& block : report.blocks) ++(block.passed ? passed : failed);
    if (!report.passed) ++failed;
    if (options.json)
      files.push_back(to_json(report, file));
    else
      print(report, file);
  }
  if (options.json)
    std::cout << boost::json::serialize(files) << '\n';
  else
    std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace

void add_test(base::Verb program, int& status) {
  auto command = program.verb("test", "run test files (vnd.dovecot.testsuite); exit 1 if a test fails");
  const auto options = std::make_shared<Options>();  // owned by the callback, filled by the parser
  command.option("FILE", options->files, "test files").required();
  command.flag("--json", options->json, "print one JSON array");
  command.action([options, &status] { status = test(*options); });
}

}  // namespace sievetool
