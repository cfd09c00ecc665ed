#include "app/config_search.hpp"

#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"
#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tickerd::test::TemporaryFolder;

std::string found_in(const std::string& file, const Environment& environment,
                     const std::vector<std::filesystem::path>& candidates) {
  const auto source = find_config_source(file, {}, environment, candidates);
  return source ? source->name + ": " + source->text.substr(0, 20) : source.error().detail;
}

TEST(ConfigSearch, TakesTheFirstOfFlagVariableAndCandidates) {
  const TemporaryFolder folder;
  const auto flag = folder.write("flag.json", "1").string();
  const auto variable = folder.write("variable.json", "2").string();
  const auto second = folder.write("second.json", "3");
  const auto third = folder.write("third.json", "4");
  const std::vector candidates{folder.path() / "first.json", second, third};
  const Environment environment{{"TICKERD_CONFIG", variable}};
  EXPECT_EQ(found_in(flag, environment, candidates), flag + ": 1");
  EXPECT_EQ(found_in("", environment, candidates), variable + ": 2");
  EXPECT_EQ(found_in("", {}, candidates), second.string() + ": 3");
  EXPECT_THAT(found_in("", {}, {folder.path() / "first.json"}), HasSubstr("embedded demo.json: "));
}

TEST(ConfigSearch, DoesNotGoOnWhenANamedFileIsMissing) {
  const TemporaryFolder folder;
  const auto there = folder.write("there.json", "1");
  const auto missing = (folder.path() / "missing.json").string();
  EXPECT_EQ(found_in(missing, {}, {there}), missing + ": no such file");
  EXPECT_EQ(found_in("", {{"TICKERD_CONFIG", missing}}, {there}), missing + ": no such file");
  EXPECT_THAT(found_in(folder.path().string(), {}, {there}), HasSubstr("expected a file"));
}

TEST(ConfigSearch, RefusesAFileThatIsNoConfigurationBySize) {
  const TemporaryFolder folder;
  const auto file = folder.write("huge.json", std::string((1U << 20U) + 1, ' '));
  EXPECT_THAT(found_in(file.string(), {}, {}), HasSubstr("larger than 1048576 bytes"));
}

TEST(ConfigSearch, StartsRelativePathsAtTheFoldersOfTheFile) {
  const TemporaryFolder folder;
  const auto file = folder.write("etc/tickerd.json", "{}").string();
  const auto source = find_config_source(file, {"threads=1"}, {{"TICKERD_DRAIN", "1s"}}, {});
  ASSERT_TRUE(source);
  EXPECT_EQ(source->folder, folder.path() / "etc");
  EXPECT_THAT(source->overrides, ElementsAre("threads=1"));
  EXPECT_TRUE(source->environment.contains("TICKERD_DRAIN"));
}

TEST(ConfigSearch, LooksWhereTheConventionsSay) {
  EXPECT_THAT(config_candidates({{"HOME", "/home/a"}, {"XDG_CONFIG_HOME", "/home/a/settings"}}),
              ElementsAre("tickerd.json", "/home/a/settings/tickerd/tickerd.json",
                          "/etc/tickerd/tickerd.json"));
  EXPECT_THAT(config_candidates({{"HOME", "/home/a"}}),
              ElementsAre("tickerd.json", "/home/a/.config/tickerd/tickerd.json",
                          "/etc/tickerd/tickerd.json"));
  EXPECT_THAT(config_candidates({}), ElementsAre("tickerd.json", "/etc/tickerd/tickerd.json"));
}

TEST(EmbeddedConfig, ReplaysFourteenDaysOnThisHostOnly) {
  const auto source = embedded_config();
  ASSERT_EQ(test::problems(source), "");
  const auto config = test::load(source);
  EXPECT_EQ(config.listen.address, "127.0.0.1");
  EXPECT_EQ(config.operations.address, "127.0.0.1");
  EXPECT_EQ(config.data_dir, "");
  EXPECT_EQ(config.pairs.size(), 5U);
  ASSERT_EQ(config.feeds.size(), 1U);
  EXPECT_EQ(config.feeds[0].name, "demo");
  const auto& replay = std::get<feeds::ReplaySpec>(config.feeds[0].source);
  ASSERT_EQ(replay.bodies.size(), 14U);
  EXPECT_THAT(replay.bodies.front(), HasSubstr("2026-09-16"));
  EXPECT_THAT(replay.bodies.back(), HasSubstr("2026-09-29"));
}

TEST(EmbeddedConfig, TakesOverrides) {
  auto source = embedded_config();
  source.overrides = {"listen.port=0", "feeds.0.every=100ms"};
  EXPECT_EQ(test::load(source).listen.port, 0);
  source.overrides = {"feeds.0.directory=elsewhere"};
  EXPECT_THAT(test::problems(source), HasSubstr("no recorded bodies called \"elsewhere\""));
}

}  // namespace
}  // namespace tickerd::app
