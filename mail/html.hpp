// The text of HTML, for snippets, tests of the body and conversions; no rendering.
#pragma once

#include <string>
#include <string_view>

namespace mail {

struct MediaType;

/// Is it HTML, or XHTML as application/xhtml+xml?
bool is_html(const MediaType& type);

/// UTF-8 `html` without tags, comments, scripts, styles and the head's title; character references resolved.
/// Each block is a line of its own, and so is what follows <br>; lines end in CRLF, the last one has no end.
/// White space is one blank, but within <pre>. Never fails; linear, and at most twice as long as `html`.
std::string html_text(std::string_view html);

}  // namespace mail
