#include "app/recording_manifest.hpp"

#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_bodies.hpp"
#include "app/config_values.hpp"
#include "app/feed_name.hpp"
#include "feeds/recording_file.hpp"

namespace tickerd::app {
namespace {

using nlohmann::ordered_json;
using rates::Errc;
using rates::fail;

constexpr const char* file_name = "recording.json";
constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 20U;
constexpr int most_digits = 20;

const feeds::Preset* recorded_preset(const feeds::FeedSpec& spec) {
  if (const auto* polled = std::get_if<feeds::PolledSpec>(&spec.source)) return &polled->preset;
  if (const auto* streamed = std::get_if<feeds::StreamedSpec>(&spec.source)) {
    return &streamed->preset;
  }
  return nullptr;
}

constexpr const char* precision_key(rates::Precision::Kind kind) {
  return kind == rates::Precision::Kind::decimals ? "decimals" : "significant";
}

rates::Result<rates::PairRule> read_pair(const ordered_json& entry) {
  const auto wrong = [&] {
    return fail(Errc::bad_document,
                fmt::format(R"(pairs: expected {{"pair": "KGS/USD"}}, got {})", entry.dump()));
  };
  if (!entry.is_object() || !entry.contains("pair") || !entry["pair"].is_string()) return wrong();
  const auto pair = rates::CurrencyPair::parse(entry["pair"].get<std::string>());
  if (!pair) return wrong();
  rates::PairRule rule{.pair = *pair, .precision = {}, .feeds = {}};
  for (const auto kind : {rates::Precision::Kind::decimals, rates::Precision::Kind::significant}) {
    const auto found = entry.find(precision_key(kind));
    if (found == entry.end()) continue;
    if (!found->is_number_integer() || *found < 0 || *found > most_digits) return wrong();
    rule.precision = {kind, found->get<int>()};
  }
  if (const auto found = entry.find("max_jump_percent"); found != entry.end()) {
    if (!found->is_string()) return wrong();
    const auto percent = rates::Decimal::parse(found->get<std::string>());
    if (!percent || !percent->is_positive()) return wrong();
    rule.max_jump_percent = *percent;
  }
  return rule;
}

rates::Result<RecordedFeed> read_feed(const ordered_json& entry) {
  const auto wrong = [&] {
    return fail(
        Errc::bad_document,
        fmt::format(R"(feeds: expected {{"name": "nbk", "preset": "nbk"}}, got {})", entry.dump()));
  };
  if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() ||
      !entry.contains("preset") || !entry["preset"].is_string()) {
    return wrong();
  }
  RecordedFeed feed{.name = entry["name"].get<std::string>(),
                    .preset = entry["preset"].get<std::string>()};
  // A recording comes from anywhere: neither name may lead to a file outside of it.
  if (!is_feed_name(feed.name)) {
    return fail(Errc::bad_document, fmt::format("feeds: name: expected {}, got {}", feed_name_rule,
                                                shown(entry["name"])));
  }
  if (feed.preset.contains('/') || feed.preset.ends_with(".json")) {
    return fail(Errc::bad_document,
                fmt::format("feeds: preset: expected the name of a preset, got {}",
                            shown(entry["preset"])));
  }
  if (!entry.contains("pairs")) return feed;
  for (const auto& text : entry["pairs"]) {
    const auto pair = rates::CurrencyPair::parse(text.is_string() ? text.get<std::string>() : "");
    if (!pair) return wrong();
    feed.pairs.push_back(*pair);
  }
  return feed;
}

/// Reads each element of the list at `key` with `read`.
template <class Value>
rates::Result<void> read_list(const ordered_json& document, const char* key,
                              rates::Result<Value> (*read)(const ordered_json&),
                              std::vector<Value>& values) {
  const auto list = document.find(key);
  if (list == document.end() || !list->is_array() || list->empty()) {
    return fail(Errc::bad_document, fmt::format("{}: expected a list", key));
  }
  for (const auto& entry : *list) {
    auto value = read(entry);
    if (!value) return std::unexpected(std::move(value.error()));
    values.push_back(*std::move(value));
  }
  return {};
}

rates::Result<RecordingManifest> parse_manifest(const std::string& text) {
  const auto document = ordered_json::parse(text, nullptr, false);
  if (!document.is_object()) return fail(Errc::bad_document, "expected a JSON object");
  RecordingManifest manifest;
  if (auto read = read_list(document, "pairs", read_pair, manifest.pairs); !read) {
    return std::unexpected(std::move(read.error()));
  }
  if (auto read = read_list(document, "feeds", read_feed, manifest.feeds); !read) {
    return std::unexpected(std::move(read.error()));
  }
  return manifest;
}

}  // namespace

RecordingManifest manifest_of(const Config& config) {
  RecordingManifest manifest{.pairs = config.pairs, .feeds = {}};
  for (auto& rule : manifest.pairs) rule.feeds.clear();
  for (const auto& spec : config.feeds) {
    if (const auto* preset = recorded_preset(spec)) {
      const auto* const streamed = std::get_if<feeds::StreamedSpec>(&spec.source);
      manifest.feeds.push_back({.name = spec.name,
                                .preset = preset->name,
                                .pairs = streamed ? streamed->pairs : decltype(streamed->pairs)()});
    }
  }
  return manifest;
}

rates::Result<void> write_manifest(const std::filesystem::path& directory,
                                   const RecordingManifest& manifest) {
  ordered_json pairs = ordered_json::array();
  for (const auto& rule : manifest.pairs) {
    pairs.push_back({{"pair", rule.pair.text()},
                     {precision_key(rule.precision.kind), rule.precision.digits},
                     {"max_jump_percent", rule.max_jump_percent.exact()}});
  }
  ordered_json feeds = ordered_json::array();
  for (const auto& feed : manifest.feeds) {
    auto& entry =
        feeds.emplace_back(ordered_json::object({{"name", feed.name}, {"preset", feed.preset}}));
    for (const auto& pair : feed.pairs) entry["pairs"].push_back(pair.text());
  }
  const ordered_json document = {{"pairs", std::move(pairs)}, {"feeds", std::move(feeds)}};
  return feeds::write_whole(directory / file_name, document.dump(2) + "\n");
}

rates::Result<RecordingManifest> read_manifest(const std::filesystem::path& directory) {
  const auto file = directory / file_name;
  const auto text = read_file(file, most_bytes);
  if (!text) return std::unexpected(text.error());
  auto manifest = parse_manifest(*text);
  if (!manifest) {
    return fail(manifest.error().code,
                fmt::format("{}: {}", file.string(), manifest.error().detail));
  }
  return manifest;
}

}  // namespace tickerd::app
