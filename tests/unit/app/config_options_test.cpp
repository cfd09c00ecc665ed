#include "app/config_options.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/config_values.hpp"

namespace tickerd::app {
namespace {

TEST(Options, AreCompleteAndSound) {
  std::set<std::string_view> keys;
  std::set<std::string> variables;
  for (const auto& option : options()) {
    SCOPED_TRACE(option.key);
    EXPECT_TRUE(keys.insert(option.key).second) << "listed twice";
    EXPECT_FALSE(option.help.empty());
    EXPECT_FALSE(option.help.ends_with('.'));
    EXPECT_LE(option.least, option.most);
    if (const auto name = environment_name(option); !name.empty()) {
      EXPECT_TRUE(variables.insert(name).second) << name;
    }
    const bool has_keys = option.kind == OptionKind::section || option.kind == OptionKind::list;
    const bool in_list = option.key.contains("[]");
    EXPECT_EQ(option.store != nullptr, !has_keys && !in_list);
    if (option.kind == OptionKind::choice) {
      EXPECT_FALSE(option.choices.empty());
    }
    if (option.kind == OptionKind::integer || option.kind == OptionKind::duration) {
      EXPECT_GT(option.most, 0);
    }
    if (!option.fallback.empty()) {
      const auto value = read_value(option, nlohmann::json::parse(option.fallback));
      EXPECT_TRUE(value) << value.error();
    }
  }
}

TEST(Options, SectionsStandBeforeTheirKeys) {
  std::set<std::string> seen{""};
  for (const auto& option : options()) {
    const auto dot = option.key.rfind('.');
    auto parent = std::string(dot == std::string_view::npos ? "" : option.key.substr(0, dot));
    if (parent.ends_with("[]")) parent.resize(parent.size() - 2);
    EXPECT_TRUE(seen.contains(parent)) << option.key;
    seen.emplace(option.key);
  }
}

TEST(Options, NameTheirEnvironmentVariable) {
  EXPECT_EQ(environment_name(*find_option("listen.port")), "TICKERD_LISTEN_PORT");
  EXPECT_EQ(environment_name(*find_option("limits.message_bytes")), "TICKERD_LIMITS_MESSAGE_BYTES");
  EXPECT_EQ(environment_name(*find_option("pairs")), "TICKERD_PAIRS");
  EXPECT_EQ(environment_name(*find_option("listen")), "");
  EXPECT_EQ(environment_name(*find_option("feeds[].url")), "");
  EXPECT_EQ(environment_name(*find_option("$schema")), "");
}

struct Unknown {
  std::string name;
  std::string parent;
  std::string key;
  std::string said;
};

class UnknownKey : public testing::TestWithParam<Unknown> {};

TEST_P(UnknownKey, IsAnsweredWithTheNearestOne) {
  EXPECT_THAT(unknown_key(GetParam().parent, GetParam().key), testing::HasSubstr(GetParam().said));
}

const Unknown unknown_keys[] = {
    {"Swapped", "feeds[]", "evrey", "did you mean \"every\"?"},
    {"LetterLeftOut", "feeds[]", "evry", "did you mean \"every\"?"},
    {"Plural", "", "feed", "did you mean \"feeds\"?"},
    {"Dash", "", "data-dir", "did you mean \"data_dir\"?"},
    {"InASection", "limits", "connection", "did you mean \"connections\"?"},
    {"OfAnotherSection", "", "port", "did you mean \"listen.port\"?"},
    {"LikeNothing", "listen", "tls_certificate", "expected one of \"address\", \"port\""},
    {"VeryLong", "listen", std::string(10'000, 'x'), "expected one of \"address\", \"port\""},
    {"Empty", "listen", "", "expected one of \"address\", \"port\""},
};
INSTANTIATE_TEST_SUITE_P(Table, UnknownKey, testing::ValuesIn(unknown_keys),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::app
