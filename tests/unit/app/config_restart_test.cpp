#include "app/config_restart.hpp"

#include <set>

#include <gtest/gtest.h>

#include "app/config_options.hpp"

namespace tickerd::app {
namespace {

/// All that a restart alone changes is another value here.
Config changed_config() {
  Config config;
  config.listen = {"127.0.0.9", 1};
  config.operations = {"127.0.0.9", 2};
  config.data_dir = "elsewhere";
  config.threads = 77;
  config.io_uring = !config.io_uring;
  config.history.enabled = !config.history.enabled;
  config.history.retention.raw = std::chrono::milliseconds(1);
  config.history.retention.minute = std::chrono::milliseconds(1);
  config.history.retention.hour = std::chrono::milliseconds(1);
  config.history.retention.day = std::chrono::milliseconds(1);
  config.backfill_days += 1;
  config.log_format = LogFormat::json;
  return config;
}

TEST(KeepUntilRestart, NamesEveryKeyThatTheTableMarks) {
  std::set<std::string> marked;
  for (const auto& option : options()) {
    if (option.restart_only) marked.emplace(option.key);
  }
  auto next = changed_config();
  const auto kept = keep_until_restart(Config{}, next);
  EXPECT_EQ(std::set<std::string>(kept.begin(), kept.end()), marked);
}

TEST(KeepUntilRestart, PutsTheRunningValuesBackAndLeavesTheRest) {
  const Config running;
  auto next = changed_config();
  next.heartbeat = std::chrono::seconds(7);
  keep_until_restart(running, next);
  EXPECT_EQ(next.listen.port, running.listen.port);
  EXPECT_EQ(next.threads, running.threads);
  EXPECT_EQ(next.log_format, running.log_format);
  EXPECT_EQ(next.heartbeat, std::chrono::seconds(7));
  EXPECT_TRUE(keep_until_restart(running, next).empty());
}

}  // namespace
}  // namespace tickerd::app
