// One message as it travels through the system: immutable octets, with header and MIME tree found when first
// asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/body.hpp"
#include "mail/header.hpp"
#include "mail/mime.hpp"

namespace mail {

/// An immutable message. Header and tree are computed once, on first use; that is not thread-safe, so a
/// Message belongs to one thread at a time (the Body inside may be shared).
class Message {
 public:
  Message() = default;
  explicit Message(base::Body body) : body_(std::move(body)) {}
  explicit Message(std::string octets) : body_(base::Body(std::move(octets))) {}

  [[nodiscard]] std::string_view octets() const { return body_.view(); }
  [[nodiscard]] std::size_t size() const { return body_.size(); }
  [[nodiscard]] const base::Body& body() const { return body_; }
  [[nodiscard]] const Header& header() const;
  [[nodiscard]] const Part& mime() const;

 private:
  base::Body body_;
  mutable std::optional<Header> header_;
  mutable std::optional<Part> mime_;
};

}  // namespace mail
