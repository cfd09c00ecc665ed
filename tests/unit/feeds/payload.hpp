#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "feeds/decode.hpp"
#include "feeds/preset.hpp"

namespace tickerd::test {

/// The bytes of a recorded body, "nbk/get_rates_2026-04-01.xml".
inline std::string payload(const std::string& path) {
  std::ifstream file(std::string(TICKERD_TEST_DATA "/") + path, std::ios::binary);
  if (!file) throw std::runtime_error("no such payload: " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "12194.21 2026-04-01" of a pair, or "none".
inline std::string said(const feeds::Table& table, std::string_view pair) {
  for (const auto& quote : table.quotes) {
    if (quote.pair.text() == pair) return quote.value.exact() + " " + quote.as_of.text();
  }
  return "none";
}

/// A preset around the text of a mapping.
inline rates::Result<feeds::Preset> preset_with(const std::string& mapping) {
  return feeds::parse_preset(
      R"({"title": "Test", "url": "https://example.org/", "mapping": )" + mapping + "}", "test");
}

/// A moment after every recording: no date in them is in the future.
inline rates::Timestamp after_all() { return rates::Date(std::chrono::year(2027) / 1 / 1); }

}  // namespace tickerd::test
