// The text of HTML, for snippets and searches; no rendering.
#pragma once

#include <string>
#include <string_view>

namespace mail {

struct MediaType;

/// Is it HTML, or XHTML as application/xhtml+xml?
bool is_html(const MediaType& type);

/// UTF-8 `html` without tags, comments, scripts, styles and the head's title; character references resolved.
/// White space stays as it comes. Never fails, linear.
std::string html_text(std::string_view html);

}  // namespace mail
