// Messages at random, which have what random scripts look for often enough.
#pragma once

#include <string>
#include <string_view>

#include "tests/sieve/chance.hpp"

namespace sieve {

inline std::string random_field(Chance& chance) {
  static constexpr std::string_view fields[] = {
      "Subject: a\r\n",
      "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?= ab\r\n",
      "From: Ann <ann+news@a.example>\r\n",
      "From: a@b.example, (c) d@e.example\r\n",
      "To: bob@here.example,\r\n\tteam: x@a.example, y@b.example;\r\n",
      "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n",
      "Date: yesterday\r\n",
      "Message-ID: <1@a.example>\r\n",
      "References: <1@a.example> <2@a.example>\r\n",
      "X-A: 5\r\n",
      "X-A: a*b?\r\n",
      "Auto-Submitted: auto-replied\r\n",
      "List-Id: <l.a.example>\r\n",
      "Content-Type: text/plain; charset=utf-8\r\n",
      "Content-Type: multipart/mixed; boundary=b\r\n",
      "Content-Transfer-Encoding: base64\r\n",
      "no field\r\n",
      ": \xFF\r\n"};
  return std::string(chance.among(fields));
}

inline std::string random_message(Chance& chance) {
  std::string out = chance.one_in(2) ? "To: bob@here.example\r\n" : "";
  for (std::size_t i = chance.below(12); i > 0; --i) out += random_field(chance);
  out += "\r\n";
  for (std::size_t i = chance.below(4); i > 0; --i) {
    if (!chance.one_in(3)) out += "--b\r\n" + random_field(chance) + "\r\n";
    out += "a text\r\n.\r\nYWJj\r\n";
  }
  if (chance.one_in(2)) out += "--b--\r\n";
  for (std::size_t i = chance.one_in(4) ? chance.below(8) : 0; i > 0; --i)
    out[chance.below(out.size())] = static_cast<char>(chance.below(256));
  return out;
}

}  // namespace sieve
