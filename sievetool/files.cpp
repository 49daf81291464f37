// Reading files, and showing what is wrong with them.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "sievetool/command.hpp"
#include "sievetool/json.hpp"

namespace sievetool {
namespace {

constexpr std::size_t largest_file = 256U << 20;

base::Result<std::string> read_all(std::istream& in, const std::string& path) {
  std::string out;
  char piece[65536];
  while (in.read(piece, sizeof piece) || in.gcount() > 0) {
    out.append(piece, static_cast<std::size_t>(in.gcount()));
    if (out.size() > largest_file) return base::fail(base::Errc::too_large, path + ": larger than 256 MiB");
  }
  if (in.bad()) return base::fail(base::Errc::not_found, path + ": cannot be read");
  return out;
}

}  // namespace

base::Result<std::string> read_file(const std::string& path) {
  if (path == "-") return read_all(std::cin, "standard input");
  std::ifstream in(path, std::ios::binary);
  if (!in) return base::fail(base::Errc::not_found, path + ": " + std::strerror(errno));
  in.peek();  // a folder opens, and fails only here
  if (in.bad() || (in.fail() && !in.eof()))
    return base::fail(base::Errc::not_found, path + ": cannot be read");
  in.clear();
  return read_all(in, path);
}

void print_faults(const std::vector<sieve::Fault>& faults, const std::string& name) {
  for (const auto& fault : faults) std::cerr << sieve::rendered(fault, name);
}

void print_errors(const std::vector<sieve::Fault>& faults, const std::string& name) {
  for (const auto& fault : faults)
    if (fault.severity == sieve::Fault::Severity::error) std::cerr << sieve::rendered(fault, name);
}

int refuse(const std::vector<sieve::Fault>& faults, const std::string& name, bool json) {
  if (json)
    std::cout << boost::json::serialize(boost::json::object{{"faults", to_json(faults)}}) << '\n';
  else
    print_errors(faults, name);
  return exit_data;
}

int no_input(const base::Error& error, bool json) {
  if (json)
    std::cout << boost::json::serialize(boost::json::object{{"reason", utf8(error.text)}}) << '\n';
  else
    std::cerr << error.text << '\n';
  return exit_no_input;
}

}  // namespace sievetool
