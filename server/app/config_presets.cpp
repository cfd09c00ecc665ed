#include "app/config_presets.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/presets.hpp"
#include "feeds/url_template.hpp"
#include "net/url.hpp"

namespace tickerd::app {
namespace {

using feeds::Preset;

constexpr std::string_view key_place = "{key}";
constexpr std::string_view symbols_place = "{symbols}";

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

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

bool asks_for_key(const Preset& preset) {
  const auto has_place = [](std::string_view text) { return text.contains(key_place); };
  const auto& [method, headers, body] = preset.request;
  return has_place(preset.url) || has_place(body) ||
         std::ranges::any_of(headers, [&](const auto& header) { return has_place(header.second); });
}

/// The URL as it will be asked, as far as that is known now.
rates::Result<net::Url> tried_out(std::string url, const Preset& preset) {
  replace_all(url, key_place, "key");
  if (preset.stream) {
    if (!url.starts_with("ws://") && !url.starts_with("wss://")) {
      return rates::fail(rates::Errc::refused, "expected a URL that starts with ws:// or wss://");
    }
    url.replace(0, 2, "http");
    replace_all(url, symbols_place, "symbols");
  }
  const auto filled = feeds::fill_url(url, preset.time_zone, rates::Timestamp{});
  if (!filled) return std::unexpected(filled.error());
  return net::Url::parse(*filled);
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
  preset.url = *url;
  preset.needs_key = asks_for_key(preset);
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
