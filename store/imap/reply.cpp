// Tagged responses, and which response code an error has (RFC 5530).

#include "store/imap/reply.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "wire/imap/arguments.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {
namespace {

struct Row {
  base::Errc error;
  Reply::Kind kind;
  std::string_view code;
};

constexpr std::array table{
    Row{base::Errc::syntax, Reply::Kind::bad, ""},
    Row{base::Errc::denied, Reply::Kind::no, "NOPERM"},
    Row{base::Errc::not_found, Reply::Kind::no, "NONEXISTENT"},
    Row{base::Errc::already_exists, Reply::Kind::no, "ALREADYEXISTS"},
    Row{base::Errc::over_quota, Reply::Kind::no, "OVERQUOTA"},
    Row{base::Errc::too_large, Reply::Kind::no, "LIMIT"},
    Row{base::Errc::unsupported, Reply::Kind::no, "CANNOT"},
    Row{base::Errc::conflict, Reply::Kind::no, "INUSE"},
    Row{base::Errc::too_old, Reply::Kind::no, "UNAVAILABLE"},
    Row{base::Errc::no_space, Reply::Kind::no, "UNAVAILABLE"},
    Row{base::Errc::try_later, Reply::Kind::no, "UNAVAILABLE"},
    Row{base::Errc::gone, Reply::Kind::bye, ""},
    Row{base::Errc::timed_out, Reply::Kind::bye, ""},
};

constexpr std::array<std::string_view, 4> words{" OK ", " NO ", " BAD ", " BYE "};

}  // namespace

Reply ok(std::string text) {
  return {.kind = Reply::Kind::ok, .text = std::move(text)};
}

Reply ok(std::string code, std::string text) {
  return {.kind = Reply::Kind::ok, .code = std::move(code), .text = std::move(text)};
}

Reply no(std::string code, std::string text) {
  return {.kind = Reply::Kind::no, .code = std::move(code), .text = std::move(text)};
}

Reply bad(std::string text) {
  return {.kind = Reply::Kind::bad, .text = std::move(text)};
}

Reply failed(const base::Error& error) {
  for (const auto& row : table)
    if (row.error == error.code)
      return {.kind = row.kind,
              .code = std::string(row.code),
              .text = error.text,
              .last = row.kind == Reply::Kind::bye,
              .gone = error.code == base::Errc::gone};
  return no("SERVERBUG", error.text);
}

Reply ended(net::Woke woke) {
  std::string text = "the connection is closed";
  if (woke == net::Woke::late) text = "idle for too long";
  if (woke == net::Woke::stopping) text = "the server is stopping";
  return {.kind = Reply::Kind::bye,
          .code = woke == net::Woke::stopping ? "UNAVAILABLE" : "",
          .text = std::move(text),
          .last = true,
          .gone = woke == net::Woke::gone};
}

Reply refused(std::string_view line, Reply reply) {
  const auto mark = wire::imap::literal_mark(line);
  if (!mark || mark->waits) return reply;
  reply.kind = Reply::Kind::bye;
  reply.last = true;
  return reply;
}

Reply unread(const base::Error& error) {
  if (error.code == base::Errc::gone) return ended(net::Woke::gone);
  if (error.code == base::Errc::timed_out) return ended(net::Woke::late);
  if (error.code == base::Errc::try_later) return ended(net::Woke::stopping);
  return {.kind = Reply::Kind::bye, .text = error.text, .last = true};
}

std::string text_of(const Reply& reply, const std::string& tag) {
  std::string out = reply.kind == Reply::Kind::bye ? "*" : tag;
  out += words[static_cast<std::size_t>(reply.kind)];
  if (!reply.code.empty()) out += "[" + reply.code + "] ";
  return out + wire::imap::resp_text(reply.text) + "\r\n";
}

}  // namespace store::imap
