// test_message, which is a command and a test, and test_message_print.

#include <ostream>

#include "base/text.hpp"
#include "sievetool/testsuite/extension.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {
namespace {

void check_source(sieve::Check& check, const sieve::Given& given, sieve::syntax::Span span) {
  if (given.tags.empty())
    check.error(span, "test_message needs :smtp or :folder", "write: test_message :folder \"INBOX\" 0");
}

void check_command(sieve::Check& check, sieve::Statement& statement) {
  check_source(check, statement.given, statement.span);
}

void check_test(sieve::Check& check, sieve::Condition& condition) {
  check_source(check, condition.given, condition.span);
}

/// Makes it the current one; "" or why there is none.
std::string take(sieve::Run& run, const sieve::Arguments& arguments) {
  World& world = testsuite::world(run);
  const auto index = arguments.number("index");
  if (arguments.has(":smtp")) {
    if (index >= world.outgoing.size())
      return "there are " + std::to_string(world.outgoing.size()) + " outgoing messages, no number " +
             std::to_string(index);
    const Sent sent = world.outgoing[static_cast<std::size_t>(index)];
    world.current.take(sent.message, sent.sender, sent.recipient);
  } else {
    const std::string mailbox(arguments.string(":folder"));
    if (!base::text::is_utf8(mailbox)) return "the name of the mailbox is not UTF-8";
    const Stored* stored = world.mailboxes.message(mailbox, index);
    if (stored == nullptr) return "there is no message " + std::to_string(index) + " in " + mailbox;
    world.current.take(stored->message, stored->flags);
  }
  show_current(run);
  return {};
}

bool message_test(sieve::Run& run, const sieve::Arguments& arguments) {
  return take(run, arguments).empty();
}

sieve::Flow message_command(sieve::Run& run, const sieve::Statement& statement) {
  const auto wrong = take(run, sieve::Arguments(run, statement.given));
  return wrong.empty() ? sieve::Flow::next : failed(run, "test_message: " + wrong);
}

void print(sieve::Run& run, const sieve::Arguments& /*arguments*/) {
  world(run).prints << run.message().octets() << '\n';
}

std::vector<sieve::Tag> sources() {
  return {{.name = ":smtp", .group = "source"},
          {.name = ":folder", .takes = {sieve::string("mailbox")}, .group = "source"}};
}

}  // namespace

std::vector<sieve::Command> message_commands() {
  return {{.name = "test_message",
           .takes = {sieve::number("index")},
           .tags = sources(),
           .check = check_command,
           .control = message_command},
          {.name = "test_message_print", .perform = print}};
}

std::vector<sieve::Test> message_tests() {
  return {{.name = "test_message",
           .takes = {sieve::number("index")},
           .tags = sources(),
           .check = check_test,
           .evaluate = message_test}};
}

}  // namespace sievetool::testsuite
