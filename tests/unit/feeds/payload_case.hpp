#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "feeds/decode.hpp"
#include "feeds/presets.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::test {

/// A body, the preset or the mapping that reads it, and what it says as worked out by hand.
struct PayloadCase {
  const char* name;
  const char* preset;  ///< its name, or "{...}": a mapping
  const char* file;
  std::size_t quotes;
  std::vector<std::pair<const char*, const char*>> said;  ///< of a series the oldest
  bool trimmed = false;  ///< the file holds fewer rows than the source does
};

inline void PrintTo(const PayloadCase& row, std::ostream* out) { *out << row.name; }

inline void expect_read(const PayloadCase& row) {
  const bool is_mapping = std::string_view(row.preset).starts_with('{');
  auto preset = is_mapping ? preset_with(row.preset) : feeds::find_preset(row.preset);
  ASSERT_TRUE(preset) << preset.error().detail;
  if (row.trimmed) preset->mapping.minimum_rows = 1;
  const auto table = feeds::decode(preset->mapping, payload(row.file), "", after_all());
  ASSERT_TRUE(table) << table.error().detail;
  EXPECT_EQ(table->quotes.size(), row.quotes);
  for (const auto& [pair, value] : row.said) EXPECT_EQ(said(*table, pair), value) << pair;
  for (const auto& problem : table->problems)
    ADD_FAILURE() << problem.where << ": " << problem.what;
}

}  // namespace tickerd::test
