#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/decode.hpp"
#include "feeds/preset.hpp"
#include "feeds/print.hpp"

namespace tickerd::fuzz {

/// A preset for one mapping; the fuzzer ends when the mapping itself is wrong.
inline feeds::Preset preset_with(std::string_view mapping) {
  const auto text = std::string(R"({"title": "Fuzz", "url": "http://127.0.0.1/", "mapping": )") +
                    std::string(mapping) + "}";
  auto preset = feeds::parse_preset(text, "fuzz");
  if (!preset) std::abort();
  return *std::move(preset);
}

/// What holds of every body: no exception, and only quotes above zero and not far in the future.
inline void decode_all(const feeds::Preset& preset, const std::uint8_t* data, std::size_t size) {
  constexpr rates::Timestamp now = rates::Date(std::chrono::year(2027) / 1 / 1);
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto table = feeds::decode(preset.mapping, body, {}, now);
  if (!table) {
    if (table.error().detail.empty()) std::abort();
    return;
  }
  if (table->quotes.empty() != table->no_news) std::abort();
  for (const auto& quote : table->quotes) {
    if (!quote.value.is_positive() || quote.as_of.date() > now + std::chrono::days(7)) std::abort();
  }
  if (feeds::table_text(*table).empty() || feeds::table_json(*table).empty()) std::abort();
}

}  // namespace tickerd::fuzz
