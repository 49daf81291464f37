// The method tel: notifies a telephone by the gateway that the operator has chosen (RFC 3966). Parameters of
// the URI, such as an extension, are refused: no gateway could be told of them.

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "sieve/telephone.hpp"

namespace sieve {
namespace {

std::optional<std::string> number_of(std::string_view uri) {
  return global_number(uri.substr(uri.find(':') + 1));
}

std::optional<std::string> fault(std::string_view uri) {
  if (number_of(uri)) return std::nullopt;
  return "\"" + std::string(uri) + "\" is no international number, as tel:+15550100200 is";
}

const char* prepare(Run& run, Notify& notify) {
  notify.endpoints = {*number_of(notify.method)};
  return drop_notified(run.actions(), notify);
}

}  // namespace

extern const Method tel_method{.scheme = "tel", .fault = fault, .prepare = prepare};

}  // namespace sieve
