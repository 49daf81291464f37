// "index" (RFC 5260 section 6): :index and :last for header, address and date.

#include "sieve/extension.hpp"

namespace sieve {
namespace {

constexpr Parameter fieldno = number("fieldno");

}  // namespace

extern const Extension index_extension{
    .capability = "index",
    .tags = {{.on = "header", .name = ":index", .takes = {fieldno}},
             {.on = "header", .name = ":last"},
             {.on = "address", .name = ":index", .takes = {fieldno}},
             {.on = "address", .name = ":last"},
             {.on = "date", .name = ":index", .takes = {fieldno}},
             {.on = "date", .name = ":last"}},
};

}  // namespace sieve
