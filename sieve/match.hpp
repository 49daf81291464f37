// Comparing the values of a test with its keys (RFC 5228 section 2.7).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/arguments.hpp"
#include "sieve/program.hpp"

namespace sieve {

/// Made once for each run of a test that has keys: offer it the values one by one, then ask finish().
class Match {
 public:
  /// `from_message`: the values may come from the message, and so then do the match variables.
  Match(Run& run, const Arguments& arguments, bool from_message = true);
  /// With keys that the test has made itself of the given ones.
  Match(Run& run, const Arguments& arguments, std::vector<std::string> keys);
  /// This test sets no match variables.
  void leave_captures() { sets_captures_ = false; }
  /// True if the test is true already: offer nothing more.
  bool offer(std::string_view value);
  /// For tests whose count is not one for each value offered (RFC 5231 section 4.2).
  bool offer(std::string_view value, std::uint64_t counts_as);
  /// The outcome for match types that compare the number of values, or look outside the message; false for
  /// others.
  bool finish();

 private:
  bool any(std::string_view value);
  bool matches(std::string_view key, const PreparedKey* prepared, std::string_view value);
  /// One that is not constant, expanded and made ready once for all values.
  struct Kept {
    std::string key;
    std::unique_ptr<const PreparedKey> prepared;
  };
  std::string_view key(std::size_t index);
  const Kept* kept(std::size_t index);
  std::unique_ptr<const PreparedKey> prepare(std::string_view key);
  bool ask();
  void tell_fault(const PreparedKey& key);
  void note(std::string_view value, std::string_view wanted, bool matched);

  Run& run_;
  const Matching& matching_;
  const std::vector<Text>& keys_;
  std::optional<std::vector<std::string>> own_keys_;
  bool from_message_;
  bool sets_captures_ = true;
  std::uint64_t count_ = 0;
  std::size_t noted_ = 0;
  bool fault_told_ = false;
  std::map<std::size_t, Kept> kept_;  ///< by index of the key
  std::size_t kept_octets_ = 0;
  std::vector<std::string> values_;  ///< for a match type that asks
};

}  // namespace sieve
