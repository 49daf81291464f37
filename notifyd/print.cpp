// What commands print for people.

#include "notifyd/print.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace notifyd {
namespace {

std::string cell(const boost::json::value& value) {
  std::string text;
  if (value.is_null()) return "-";
  if (const auto* string = value.if_string())
    text = std::string(*string);
  else
    text = boost::json::serialize(value);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return text;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::string table(const boost::json::array& items) {
  if (items.empty() || !items.front().is_object())
    return items.empty() ? "(none)\n" : boost::json::serialize(items) + "\n";
  std::vector<std::vector<std::string>> rows(1);
  for (const auto& member : items.front().as_object()) rows.front().emplace_back(member.key());
  for (const auto& item : items) {
    rows.emplace_back();
    for (const auto& column : rows.front()) {
      const auto* value = item.as_object().if_contains(column);
      rows.back().push_back(value == nullptr ? "-" : cell(*value));
    }
  }
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      out += i + 1 == row.size() ? row[i] : padded(row[i], widths[i] + 2);
    out += '\n';
  }
  return out;
}

}  // namespace

std::string for_people(const boost::json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return value.is_null() ? "" : cell(value) + "\n";
  if (const auto* items = object->if_contains("items"); items != nullptr && items->is_array())
    return table(items->as_array());
  std::size_t width = 0;
  for (const auto& member : *object) width = std::max(width, member.key().size());
  std::string out;
  for (const auto& member : *object)
    out += padded(std::string(member.key()), width + 2) + cell(member.value()) + "\n";
  return out;
}

}  // namespace notifyd
