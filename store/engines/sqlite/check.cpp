// Whether a store keeps all that it promises: every body is where its row says, as it was received.

#include "store/engines/sqlite/check.hpp"

#include "base/digest.hpp"
#include "store/engines/sqlite/check_parts.hpp"
#include "store/segments/record.hpp"

namespace store::sqlite {

void check_bodies(Connection& snapshot, segments::Files& files, std::vector<std::string>& faults) {
  using Outcome = segments::Files::Outcome;
  auto rows = snapshot.rows("SELECT id, segment, position, length FROM body ORDER BY segment, position");
  while (rows.next()) {
    const auto fault = [&](const std::string& what) {
      faults.push_back("Body " + rows.text(0) + " in segment " + rows.text(1) + " " + what + ".");
    };
    std::string head(segments::header_size, '\0');
    const auto found = files.read(rows.small(1), rows.count(2), head, segments::Files::Wait::disk);
    if (found == Outcome::gone) {
      fault("is lost: the segment is gone");
      continue;
    }
    const auto header = found == Outcome::read ? segments::decode_header(head) : std::nullopt;
    if (!header || header->id != rows.number(0) || header->length != rows.count(3)) {
      fault("is lost: another record lies in its place");
      continue;
    }
    std::string octets(header->length, '\0');
    const auto position = rows.count(2) + segments::header_size;
    if (!octets.empty() &&
        files.read(rows.small(1), position, octets, segments::Files::Wait::disk) != Outcome::read)
      fault("is cut off");
    else if (base::sha256(octets) != header->sha256)
      fault("is damaged: its octets do not match their SHA-256");
  }
}

std::vector<std::string> check(Connection& snapshot, segments::Files& files, const Secrets& secrets) {
  std::vector<std::string> faults;
  check_rows(snapshot, secrets, faults);
  check_bodies(snapshot, files, faults);
  return faults;
}

}  // namespace store::sqlite
