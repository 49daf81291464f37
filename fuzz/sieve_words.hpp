// Octets mapped to words of Sieve, so that a fuzzer reaches deep into the grammar at once.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fuzz {

constexpr std::array<std::string_view, 96> sieve_words = {
    "require ",
    "[\"variables\",\"fileinto\",\"imap4flags\",\"enotify\"]",
    "[\"relational\",\"mailbox\",\"copy\",\"envelope\"]",
    "\"encoded-character\"",
    "\"comparator-i;ascii-numeric\"",
    "if ",
    "elsif ",
    "else ",
    "stop",
    "keep",
    "discard",
    "redirect ",
    "fileinto ",
    "set ",
    "setflag ",
    "addflag ",
    "removeflag ",
    "notify ",
    "header ",
    "address ",
    "envelope ",
    "exists ",
    "size ",
    "allof ",
    "anyof ",
    "not ",
    "true",
    "false",
    "string ",
    "hasflag ",
    "mailboxexists ",
    "valid_notify_method ",
    "notify_method_capability ",
    ":is ",
    ":contains ",
    ":matches ",
    ":value ",
    ":count ",
    ":comparator ",
    ":all ",
    ":localpart ",
    ":domain ",
    ":over ",
    ":under ",
    ":copy ",
    ":create ",
    ":flags ",
    ":lower ",
    ":upperfirst ",
    ":quotewildcard ",
    ":length ",
    ":encodeurl ",
    ":message ",
    ":importance ",
    ":options ",
    ":from ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    ";\n",
    " ",
    "\"",
    "\\",
    "\"a\" ",
    "\"subject\" ",
    "\"from\" ",
    "\"to\" ",
    "\"*a*?b*\" ",
    "\"${1}${2}\" ",
    "\"${a}\" ",
    "\"x${b}y\" ",
    "\"${hex:41 0a}\" ",
    "\"${unicode:20ac}\" ",
    "\"gt\" ",
    "\"eq\" ",
    "\"i;ascii-numeric\" ",
    "\"i;octet\" ",
    "\"mailto:a@b.example?subject=x\" ",
    "\"device:p\" ",
    "\"online\" ",
    "\"\\\\Seen x\" ",
    "\"a@b.example\" ",
    "10 ",
    "3K ",
    "# c\n",
    "/* c */",
    "text:\n.x\n..\n.\n",
    "\"b\" ",
    "\"\" ",
    "${",
    "*"};

/// Octets from 192 stand for themselves but for the two highest bits.
inline std::string sieve_script(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 192)
      out += static_cast<char>(octet - 128);
    else
      out += sieve_words[octet % sieve_words.size()];
  }
  return out;
}

}  // namespace fuzz
