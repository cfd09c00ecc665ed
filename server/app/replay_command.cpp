#include <utility>
#include <variant>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_loader.hpp"
#include "app/config_search.hpp"
#include "app/recording_manifest.hpp"
#include "app/serve.hpp"
#include "feeds/presets.hpp"

namespace tickerd::app {
namespace {

/// Without a configuration file, all keys but feeds and pairs have their defaults, and only this
/// machine can connect; the environment and --set may say otherwise. A configuration has a feed and
/// a pair, so there are some here: they are replaced by the recording's.
constexpr const char* bare_config =
    R"({"listen": {"address": "127.0.0.1"}, "pairs": ["XTS/XXX"],
        "feeds": [{"name": "none", "kind": "fixed", "quotes": {"XTS/XXX": "1"}}]})";

/// The feed that plays `directory`.
feeds::FeedSpec recorded(std::string name, feeds::Preset preset,
                         std::vector<rates::CurrencyPair> pairs, const ReplayArguments& arguments) {
  auto directory = arguments.directory / name;
  return {.name = std::move(name),
          .source = feeds::RecordingSpec{.preset = std::move(preset),
                                         .directory = std::move(directory),
                                         .pairs = std::move(pairs),
                                         .speed = arguments.speed}};
}

/// Every feed that would ask the network is played from the recording: one that was not recorded
/// says so in health.
ConfigResult config_of_file(const ReplayArguments& arguments) {
  auto config = load_configured(arguments.config);
  if (!config) return config;
  for (auto& spec : config->feeds) {
    if (auto* polled = std::get_if<feeds::PolledSpec>(&spec.source)) {
      spec = recorded(spec.name, std::move(polled->preset), {}, arguments);
    } else if (auto* streamed = std::get_if<feeds::StreamedSpec>(&spec.source)) {
      spec =
          recorded(spec.name, std::move(streamed->preset), std::move(streamed->pairs), arguments);
    }
  }
  return config;
}

rates::Result<std::vector<feeds::FeedSpec>> recorded_feeds(const RecordingManifest& manifest,
                                                           const ReplayArguments& arguments) {
  std::vector<feeds::FeedSpec> feeds;
  for (const auto& feed : manifest.feeds) {
    auto preset = feeds::find_preset(feed.preset);
    if (!preset) {
      return rates::fail(preset.error().code,
                         fmt::format("{}; give the configuration that the recording was made with "
                                     "(--config)",
                                     preset.error().detail));
    }
    feeds.push_back(recorded(feed.name, *std::move(preset), feed.pairs, arguments));
  }
  return feeds;
}

std::unexpected<ConfigFailure> unusable(const rates::Error& error) {
  return std::unexpected(ConfigFailure{
      .file = {}, .problems = {{.pointer = {}, .detail = error.detail, .origin = {}}}});
}

ConfigResult config_of_recording(const ReplayArguments& arguments) {
  auto manifest = read_manifest(arguments.directory);
  if (!manifest) return unusable(manifest.error());
  auto feeds = recorded_feeds(*manifest, arguments);
  if (!feeds) return unusable(feeds.error());
  ConfigSource source;
  source.text = bare_config;
  source.name = "recording";
  source.overrides = arguments.config.overrides;
  source.environment = process_environment();
  auto config = load_config(source);
  if (!config) {
    return std::unexpected(
        ConfigFailure{.file = source.name, .problems = std::move(config.error())});
  }
  config->feeds = *std::move(feeds);
  config->pairs = std::move(manifest->pairs);
  return *std::move(config);
}

ConfigResult replayed_config(const ReplayArguments& arguments) {
  auto config =
      arguments.config.file.empty() ? config_of_recording(arguments) : config_of_file(arguments);
  // What was recorded must not mix with what a server keeps.
  if (config) config->data_dir.clear();
  return config;
}

}  // namespace

int replay_command(const ReplayArguments& arguments) {
  const auto config = replayed_config(arguments);
  if (!config) {
    fmt::print(stderr, "{}", describe(config.error()));
    return exit_bad_config;
  }
  return serve(*config, [arguments] { return replayed_config(arguments); }, arguments.ports_file);
}

}  // namespace tickerd::app
