// The comparator i;ascii-casemap (RFC 4790 section 9.2), the default of all tests. It needs no require.

#include <array>
#include <cstring>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

/// Octets with ASCII letters in lower case; short ones without an allocation.
class Folded {
 public:
  explicit Folded(std::string_view text) {
    char* out = short_.data();
    if (text.size() > short_.size()) {
      long_.resize(text.size());
      out = long_.data();
    }
    for (std::size_t i = 0; i < text.size(); ++i) out[i] = base::text::lower(text[i]);
    view_ = {out, text.size()};
  }
  Folded(const Folded&) = delete;
  Folded& operator=(const Folded&) = delete;
  ~Folded() = default;
  [[nodiscard]] std::string_view view() const { return view_; }

 private:
  std::array<char, 512> short_;
  std::string long_;
  std::string_view view_;
};

bool equal(std::string_view value, std::string_view key) {
  return base::text::same_ignoring_case(value, key);
}

std::size_t find(std::string_view value, std::string_view key) {
  if (key.empty()) return 0;
  if (key.size() > value.size()) return std::string_view::npos;
  const Folded text(value);
  const Folded wanted(key);
  const void* found = memmem(text.view().data(), value.size(), wanted.view().data(), key.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.view().data());
}

// RFC 4790 section 9.2.1: letters count as upper case, which matters against the octets between Z and a.
int order(std::string_view value, std::string_view key) {
  for (std::size_t i = 0; i < value.size() && i < key.size(); ++i) {
    const int difference = static_cast<unsigned char>(base::text::upper(value[i])) -
                           static_cast<unsigned char>(base::text::upper(key[i]));
    if (difference != 0) return difference;
  }
  return value.size() < key.size() ? -1 : static_cast<int>(value.size() > key.size());
}

std::string fold(std::string_view text, std::vector<std::size_t>* /*origins*/) {
  return base::text::lowered(text);
}

}  // namespace

extern const Extension comparator_ascii_casemap_extension{
    .capability = "comparator-i;ascii-casemap",
    .always = true,
    .comparators = {{.name = "i;ascii-casemap", .equal = equal, .find = find, .order = order, .fold = fold}},
};

}  // namespace sieve
