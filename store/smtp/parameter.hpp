// A parameter of MAIL or RCPT (RFC 5321 section 4.1.2): one file under parameters/, one line in
// parameters.def.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/smtp/session.hpp"
#include "store/smtp/settings.hpp"
#include "wire/smtp/command.hpp"

namespace store::smtp {

struct Parameter {
  std::string_view name;  ///< upper case
  enum class Of { mail, rcpt } of = Of::mail;
  unsigned protocols = 0;  ///< of Protocol
  /// The line of the extension in the answer to LHLO or EHLO; null: another parameter's line is meant.
  std::string (*keyword)(const Settings&) = nullptr;
  /// Null: always.
  bool (*offered)(const Settings&) = nullptr;
  /// Takes the value into the transaction. Its Error becomes the reply.
  base::Result<void> (*apply)(const std::string& value, Session&) = nullptr;
};

/// For Parameter::offered.
inline bool offers_reports(const Settings& settings) {
  return settings.reports;
}

std::span<const Parameter* const> parameters();
bool is_offered(const Parameter& parameter, Protocol protocol, const Settings& settings);
/// All of them in turn. unsupported for one that is not in the table.
base::Result<void> apply(const std::vector<wire::smtp::Parameter>& given, Parameter::Of of, Session& session);

/// Whether `address` may stand in this transaction: UTF-8 needs SMTPUTF8 (RFC 6531 section 3.5).
bool may_stand(const mail::Address& address, Session& session);

}  // namespace store::smtp
