#include "app/config_feed_kinds.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_bodies.hpp"
#include "app/config_presets.hpp"
#include "app/config_secrets.hpp"
#include "app/config_values.hpp"
#include "net/sha256.hpp"
#include "net/url.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds default_replay_pace = std::chrono::seconds(3);

/// The key of the source; empty when it asks for none. Nothing when it is missing or bad.
std::optional<std::string> read_source_key(FeedObject& feed, const feeds::Preset& preset) {
  if (preset.needs_key) return read_secret(feed.fields, feed.source, feed.problems, source_key);
  for (const auto key : {source_key.env, source_key.file}) {
    if (feed.fields.has(key)) {
      feed.problems.at_key(feed.fields.pointer(key), "what is asked has no place for a key");
    }
  }
  return std::string();
}

bool allows_private(const FeedObject& feed) {
  const auto* const allow = feed.fields.boolean("allow_private");
  return allow != nullptr && *allow;
}

std::vector<std::string> read_redirect_hosts(FeedObject& feed) {
  const auto* const hosts = feed.fields.texts("redirect_hosts");
  if (hosts == nullptr) return {};
  for (std::size_t at = 0; at < hosts->size(); ++at) {
    const auto& host = (*hosts)[at];
    if (host.find_first_of("/?#") == std::string::npos && net::Url::parse("https://" + host)) {
      continue;
    }
    feed.problems.at_value(feed.fields.pointer(fmt::format("redirect_hosts/{}", at)),
                           fmt::format("expected a host such as \"www.bank.example\" or "
                                       "\"www.bank.example:8443\", got {}",
                                       shown(host)));
  }
  return *hosts;
}

std::vector<rates::CurrencyPair> read_stream_pairs(FeedObject& feed) {
  std::vector<rates::CurrencyPair> pairs;
  const auto* const texts = feed.fields.texts("pairs");
  if (texts == nullptr) {
    feed.miss("pairs", R"("pairs": ["BTC/USD"])");
    return pairs;
  }
  if (texts->empty()) {
    feed.problems.at_value(feed.fields.pointer("pairs"), "expected at least one pair");
  }
  for (std::size_t at = 0; at < texts->size(); ++at) {
    const auto here = feed.fields.pointer(fmt::format("pairs/{}", at));
    const auto pair = rates::CurrencyPair::parse((*texts)[at]);
    if (!pair) {
      feed.problems.at_value(here, pair.error().detail);
    } else if (std::ranges::find(pairs, *pair) != pairs.end()) {
      feed.problems.at_value(here, fmt::format("{} is listed twice", pair->text()));
    } else {
      pairs.push_back(*pair);
    }
  }
  return pairs;
}

void read_peg(const std::string& key, const json& value, FeedObject& feed, feeds::FixedSpec& spec) {
  const auto here = feed.fields.pointer("quotes/" + pointer_step(key));
  const auto pair = rates::CurrencyPair::parse(key);
  if (!pair) feed.problems.at_key(here, pair.error().detail);
  auto number = value.is_string() ? rates::Decimal::parse(value.get_ref<const std::string&>())
                                  : rates::fail(rates::Errc::bad_value, "");
  if (!number || !number->is_positive()) {
    feed.problems.at_value(
        here, fmt::format("expected a number above zero in quotes, such as \"3.5\", got {}",
                          shown(value)));
  } else if (pair) {
    spec.quotes.emplace_back(*pair, *std::move(number));
  }
}

std::optional<FeedKindSpec> read_recording(FeedObject& feed, feeds::Preset preset) {
  if (feed.fields.has("every")) {
    feed.problems.at_key(feed.fields.pointer("every"),
                         "a recording is played in its own time: give \"speed\" instead");
  }
  const auto* const directory = feed.fields.text("recording");
  if (directory == nullptr) return std::nullopt;  // reported already
  feeds::RecordingSpec spec{.preset = std::move(preset),
                            .directory = feed.source.folder / *directory};
  std::error_code unreachable;  // then it is no folder for us
  if (!std::filesystem::is_directory(spec.directory, unreachable)) {
    feed.problems.at_value(
        feed.fields.pointer("recording"),
        fmt::format("expected a recording, found no folder at {}", spec.directory.string()));
    return std::nullopt;
  }
  if (const auto* const speed = feed.fields.integer("speed")) {
    spec.speed = static_cast<double>(*speed);
  }
  return spec;
}

}  // namespace

std::optional<FeedKindSpec> read_polled(FeedObject& feed, feeds::Preset preset) {
  read_url(feed, preset);
  if (preset.url.empty()) {
    feed.miss("url", R"("url": "https://bank.example/rates")");
    return std::nullopt;
  }
  auto key = read_source_key(feed, preset);
  if (!key) return std::nullopt;
  if (const auto* const every = feed.fields.duration("every")) {
    feeds::ask_at_any_hour(preset, *every);
  }
  if (const auto* const timeout = feed.fields.duration("timeout")) preset.timeout = *timeout;
  return feeds::PolledSpec{.preset = std::move(preset),
                           .allow_private = allows_private(feed),
                           .key = *std::move(key),
                           .redirect_hosts = read_redirect_hosts(feed)};
}

std::optional<FeedKindSpec> read_streamed(FeedObject& feed, feeds::Preset preset) {
  read_url(feed, preset);
  auto key = read_source_key(feed, preset);
  auto pairs = read_stream_pairs(feed);
  if (!key || pairs.empty()) return std::nullopt;
  feeds::StreamedSpec spec{.preset = std::move(preset), .pairs = std::move(pairs)};
  if (const auto* const interval = feed.fields.duration("publish_interval")) {
    spec.publish_interval = *interval;
  }
  spec.allow_private = allows_private(feed);
  spec.key = *std::move(key);
  return spec;
}

std::optional<FeedKindSpec> read_pushed(FeedObject& feed, feeds::Preset preset) {
  feeds::PushedSpec spec{.preset = std::move(preset), .token_sha256 = {}};
  // Without one of its own, its senders show tokens with the scope for it.
  if (feed.fields.has(sender_token.env) || feed.fields.has(sender_token.file)) {
    const auto token = read_secret(feed.fields, feed.source, feed.problems, sender_token);
    if (!token) return std::nullopt;
    spec.token_sha256 = net::sha256_hex(*token);
  }
  return spec;
}

std::optional<FeedKindSpec> read_replay(FeedObject& feed, feeds::Preset preset) {
  if (feed.fields.has("recording")) {
    if (!feed.fields.has("directory")) return read_recording(feed, std::move(preset));
    feed.problems.at_value(feed.fields.pointer(),
                           R"(expected one of the keys "directory" and "recording", got both)");
    return std::nullopt;
  }
  if (feed.fields.has("speed")) {
    feed.problems.at_key(feed.fields.pointer("speed"),
                         "only a \"recording\" has a speed; a \"directory\" has \"every\"");
  }
  const auto* const directory = feed.fields.text("directory");
  if (directory == nullptr) {
    feed.miss("directory", R"("directory": "demo")");
    return std::nullopt;
  }
  auto bodies = read_bodies(feed.source, *directory);
  if (!bodies) {
    feed.problems.at_value(feed.fields.pointer("directory"), bodies.error().detail);
    return std::nullopt;
  }
  const auto* const every = feed.fields.duration("every");
  return feeds::ReplaySpec{.preset = std::move(preset),
                           .bodies = *std::move(bodies),
                           .every = every != nullptr ? *every : default_replay_pace};
}

std::optional<FeedKindSpec> read_fixed(FeedObject& feed) {
  feed.miss("name", R"("name": "tmt-peg")");
  const auto* const quotes = feed.fields.raw("quotes");
  if (quotes == nullptr) {
    feed.miss("quotes", R"("quotes": {"USD/TMT": "3.5"})");
    return std::nullopt;
  }
  if (!quotes->is_object() || quotes->empty()) {
    feed.problems.at_value(feed.fields.pointer("quotes"),
                           fmt::format("expected pairs and their values, such as {{\"USD/TMT\": "
                                       "\"3.5\"}}, got {}",
                                       shown(*quotes)));
    return std::nullopt;
  }
  feeds::FixedSpec spec;
  for (const auto& [key, value] : quotes->items()) read_peg(key, value, feed, spec);
  return spec;
}

}  // namespace tickerd::app
