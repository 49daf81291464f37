// What commands print: JSON with --json, else aligned columns for people.
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace notifyd {

/// An object gives a line for each member, {"items": [...]} a table with a column for each member of its
/// objects. Control characters in values are replaced, so that a name cannot play with the terminal.
std::string for_people(const boost::json::value& value);

}  // namespace notifyd
