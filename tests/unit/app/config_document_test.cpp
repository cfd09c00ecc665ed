#include "app/config_document.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/config_options.hpp"
#include "app/config_schema.hpp"
#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using testing::HasSubstr;

std::string read(const std::string& name) {
  std::ifstream file(test::repository_file(name), std::ios::binary);
  EXPECT_TRUE(file) << name;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Compares a generated file of the repository. With TICKERD_WRITE_GENERATED=1 in the environment
/// it is written anew.
void expect_generated(const std::string& name, const std::string& text) {
  if (std::getenv("TICKERD_WRITE_GENERATED") != nullptr) {
    std::ofstream(test::repository_file(name), std::ios::binary) << text;
  }
  EXPECT_EQ(read(name), text) << name << " is old: run this test with TICKERD_WRITE_GENERATED=1";
}

TEST(ConfigDocument, IsTheOneInTheRepository) {
  expect_generated("docs/configuration.md", config_document());
}

TEST(ConfigDocument, HasEveryKeyAndVariable) {
  const auto document = config_document();
  const auto keys = config_help();
  const auto variables = environment_help();
  for (const auto& option : options()) {
    EXPECT_THAT(document, HasSubstr("| `" + std::string(option.key) + "` |"));
    if (option.kind != OptionKind::section) {
      EXPECT_THAT(keys, HasSubstr("  " + std::string(option.key) + "="));
    }
    if (const auto name = environment_name(option); !name.empty()) {
      EXPECT_THAT(document, HasSubstr("`" + name + "`"));
      EXPECT_THAT(variables, HasSubstr("  " + name + "="));
    }
  }
}

TEST(ConfigSchema, IsTheOneInTheRepository) {
  expect_generated("config/tickerd.schema.json", config_schema());
}

TEST(ConfigSchema, DescribesNestedKeys) {
  const auto schema = nlohmann::json::parse(config_schema());
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_THAT(schema["required"], testing::ElementsAre("pairs", "feeds"));
  const auto& port = schema["properties"]["listen"]["properties"]["port"];
  EXPECT_EQ(port["type"], "integer");
  EXPECT_EQ(port["maximum"], 65'535);
  EXPECT_EQ(port["default"], 8080);
  const auto& pair = schema["properties"]["pairs"]["items"]["anyOf"][1];
  EXPECT_EQ(pair["properties"]["precision"]["properties"]["decimals"]["maximum"], 20);
  const auto& feed = schema["properties"]["feeds"]["items"];
  EXPECT_THAT(feed["properties"]["kind"]["enum"],
              testing::ElementsAre("polled", "streamed", "pushed", "fixed", "replay"));
  EXPECT_EQ(feed["allOf"].size(), 6U) << "one rule a kind, and one for none";
}

TEST(ShippedConfig, LiveOneAsksTheBanksThenTheAggregatorThenThePeg) {
  auto source = test::source(read("config/tickerd.json"));
  ASSERT_EQ(test::problems(source), "");
  const auto config = test::load(source);
  std::vector<std::string> names;
  for (const auto& feed : config.feeds) names.push_back(feed.name);
  EXPECT_THAT(names, testing::ElementsAre("nbkr", "nbk", "nbt", "cbu", "currency-api", "tmt-peg"));
  EXPECT_EQ(config.pairs.size(), 5U);
  EXPECT_EQ(config.data_dir, "/var/lib/tickerd");
}

TEST(ShippedConfig, ExampleOfTheDocumentIsGood) {
  const auto document = config_document();
  const auto start = document.find("```jsonc\n") + 9;
  const auto example = document.substr(start, document.find("```", start) - start);
  EXPECT_EQ(test::problems(test::source(example)), "");
}

}  // namespace
}  // namespace tickerd::app
