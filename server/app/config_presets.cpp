#include "app/config_presets.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/presets.hpp"
#include "feeds/stream_request.hpp"
#include "feeds/url_template.hpp"
#include "net/url.hpp"

namespace tickerd::app {
namespace {

using feeds::Preset;

bool is_file(std::string_view name) { return name.contains('/') || name.ends_with(".json"); }

rates::Result<Preset> find(const ConfigSource& source, const std::string& name) {
  if (source.presets) return source.presets(name);
  if (!is_file(name)) return feeds::find_preset(name);
  const auto file = source.folder.empty() ? name : (source.folder / name).string();
  std::error_code unreachable;  // then it is no file for us
  if (!std::filesystem::is_regular_file(file, unreachable)) {
    return rates::fail(rates::Errc::not_found,
                       fmt::format("expected a preset file, found none at {}", file));
  }
  return feeds::find_preset(file);
}

/// The URL as it will be asked, as far as that is known now.
rates::Result<net::Url> tried_out(const std::string& url, const Preset& preset) {
  constexpr std::string_view any_key = "key";
  if (preset.stream) {
    const auto filled = feeds::fill_stream_url(url, *preset.stream, {}, any_key);
    if (!filled) return std::unexpected(filled.error());
    return net::Url::parse_web_socket(*filled);
  }
  const auto filled = feeds::fill_url(url, preset.time_zone, rates::Timestamp{}, any_key);
  if (!filled) return std::unexpected(filled.error());
  return net::Url::parse(filled->url);
}

}  // namespace

std::optional<Preset> read_preset(FeedObject& feed, std::string_view fallback) {
  const auto* const wanted = feed.fields.text("preset");
  if (wanted == nullptr && (fallback.empty() || feed.fields.has("preset"))) {
    feed.miss("preset", R"("preset": "nbkr")");
    return std::nullopt;
  }
  const std::string name = wanted != nullptr ? *wanted : std::string(fallback);
  auto preset = find(feed.source, name);
  if (!preset) {
    feed.problems.at_value(feed.fields.pointer("preset"), preset.error().detail);
    if (feed.name.empty() && !is_file(name)) feed.name = name;
    return std::nullopt;
  }
  if (feed.name.empty()) feed.name = preset->name;
  return *std::move(preset);
}

void read_url(FeedObject& feed, Preset& preset) {
  const auto* const url = feed.fields.text("url");
  if (url == nullptr) return;
  feeds::ask_at(preset, *url);
  const auto tried = tried_out(*url, preset);
  if (!tried) feed.problems.at_value(feed.fields.pointer("url"), tried.error().detail);
}

void check_terms(FeedObject& feed, const Preset& preset) {
  const auto* const accepted = feed.fields.boolean("accept_terms");
  if (preset.republication || (accepted != nullptr && *accepted)) return;
  const auto terms = preset.terms_url.empty() ? "its source's terms" : preset.terms_url;
  feed.problems.at_value(
      feed.fields.pointer(),
      fmt::format("the terms of preset {} forbid publishing its rates again: read {} and, when you "
                  "may all the same, add \"accept_terms\": true",
                  preset.name, terms));
}

std::string why_off(const FeedObject& feed, const Preset* preset) {
  if (const auto* const enabled = feed.fields.boolean("enabled")) {
    return *enabled ? "" : R"(the configuration says "enabled": false)";
  }
  if (preset == nullptr || feed.fields.has("url")) return {};
  return preset->off_by_default;
}

}  // namespace tickerd::app
