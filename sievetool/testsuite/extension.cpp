// "vnd.dovecot.testsuite": the extension as a whole, and its namespace of variables.

#include "sievetool/testsuite/extension.hpp"

#include <utility>

#include "base/text.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

template <class Spec>
void append(std::vector<Spec>& to, std::vector<Spec> more) {
  for (auto& one : more) to.push_back(std::move(one));
}

bool is_name(std::string_view rest) {
  return rest.find('.') == std::string_view::npos && !rest.empty() && !base::text::is_digit(rest.front());
}

std::string read(sieve::Run& run, std::string_view rest) {
  return base::text::same_ignoring_case(rest, "path") ? world(run).scripts.folder().string() : "";
}

sieve::Extension made() {
  sieve::Extension all{
      .capability = "vnd.dovecot.testsuite",
      .namespaces = {{.name = "tst", .knows = is_name, .read = read, .from_message = false}}};
  append(all.commands, block_commands());
  append(all.commands, set_commands());
  append(all.commands, setting_commands());
  append(all.commands, script_commands());
  append(all.commands, result_commands());
  append(all.commands, mailbox_commands());
  append(all.commands, message_commands());
  append(all.tests, script_tests());
  append(all.tests, result_tests());
  append(all.tests, message_tests());
  return all;
}

}  // namespace

const sieve::Extension& extension() {
  static const sieve::Extension one = made();
  return one;
}

}  // namespace sievetool::testsuite
