#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "feeds/decode.hpp"
#include "feeds/preset.hpp"
#include "feeds/print.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::feeds {
namespace {

std::string documentation() {
  std::ifstream file(TICKERD_TEST_DATA "/../../docs/feeds.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first fenced block that begins with `fence`, from its first line to its last.
std::string block(const std::string& text, const std::string& fence) {
  const auto at = text.find("\n" + fence + "\n");
  const auto start = at + fence.size() + 2;
  const auto end = text.find("\n```", start);
  if (at == std::string::npos || end == std::string::npos) {
    throw std::runtime_error("no block " + fence);
  }
  return text.substr(start, end - start + 1);
}

TEST(Documentation, ItsExampleIsReadAsItSays) {
  const auto text = documentation();
  const auto preset = parse_preset(block(text, "```jsonc"), "bank");
  ASSERT_TRUE(preset) << preset.error().detail;
  const auto table = decode(preset->mapping, block(text, "```xml"), "", test::after_all());
  ASSERT_TRUE(table) << table.error().detail;
  const auto shown = block(text, "```\n$ tickerd fetch ./bank.json --body saved.xml");
  EXPECT_EQ(shown, table_text(*table));
}

}  // namespace
}  // namespace tickerd::feeds
