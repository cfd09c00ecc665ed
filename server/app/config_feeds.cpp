#include "app/config_feeds.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_feed_kinds.hpp"
#include "app/config_feed_object.hpp"
#include "app/config_presets.hpp"
#include "app/config_values.hpp"
#include "app/feed_name.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> keys_of_all{"name", "kind", "enabled"};

/// Which keys a kind of feed has beside those of all.
struct KindKeys {
  std::string_view kind;
  std::array<std::string_view, 10> keys;
};
constexpr std::array kinds{
    KindKeys{"polled",
             {"preset", "accept_terms", "url", "every", "timeout", "allow_private",
              "redirect_hosts", "key_env", "key_file"}},
    KindKeys{"streamed",
             {"preset", "accept_terms", "url", "allow_private", "key_env", "key_file", "pairs",
              "publish_interval"}},
    KindKeys{"pushed", {"preset", "accept_terms", "token_env", "token_file"}},
    KindKeys{"fixed", {"quotes"}},
    KindKeys{"replay", {"preset", "accept_terms", "directory", "every", "recording", "speed"}},
};

bool has(const auto& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

void check_name(FeedObject& feed) {
  if (feed.name.empty() || is_feed_name(feed.name)) return;
  feed.problems.at_value(feed.fields.pointer(feed.fields.has("name") ? "name" : "preset"),
                         fmt::format("expected {}, got {}", feed_name_rule, shown(feed.name)));
}

void check_keys(FeedObject& feed, std::string_view kind) {
  const auto* const own = std::ranges::find(kinds, kind, &KindKeys::kind);
  for (const auto* const option : options_below("feeds[]")) {
    const auto key = leaf_name(*option);
    if (!feed.fields.has(key) || has(keys_of_all, key) || has(own->keys, key)) continue;
    feed.problems.at_key(feed.fields.pointer(key),
                         fmt::format("a feed of kind \"{}\" has no such key", kind));
  }
}

/// A stream is streamed, or replayed; nothing else is streamed.
bool fits(FeedObject& feed, std::string_view kind, const feeds::Preset& preset) {
  std::string fault;
  if (kind == "streamed" && !preset.stream) {
    fault = fmt::format("preset {} is no stream", preset.name);
  } else if ((kind == "polled" || kind == "pushed") && preset.stream) {
    fault = fmt::format("preset {} is a stream: expected \"streamed\"", preset.name);
  }
  if (fault.empty()) return true;
  feed.problems.at_value(feed.fields.pointer("kind"), std::move(fault));
  return false;
}

std::optional<FeedKindSpec> read_kind(FeedObject& feed, std::string_view kind,
                                      std::optional<feeds::Preset> preset) {
  if (kind == "fixed") return read_fixed(feed);
  if (!preset || !fits(feed, kind, *preset)) return std::nullopt;
  check_terms(feed, *preset);
  if (kind == "replay") return read_replay(feed, *std::move(preset));
  if (kind == "pushed") return read_pushed(feed, *std::move(preset));
  if (kind == "streamed") return read_streamed(feed, *std::move(preset));
  return read_polled(feed, *std::move(preset));
}

void read_feed(FeedObject& feed, ReadFeeds& read) {
  const auto* const kind = feed.fields.text("kind");
  if (feed.fields.has("kind") && kind == nullptr) return;  // reported already
  if (const auto* const name = feed.fields.text("name")) feed.name = *name;

  std::optional<feeds::Preset> preset;
  if (kind == nullptr || *kind != "fixed") {
    preset = read_preset(feed, kind != nullptr && *kind == "pushed" ? "push" : "");
  }
  const bool is_stream = preset && preset->stream;
  const std::string_view of =
      kind != nullptr ? std::string_view(*kind) : (is_stream ? "streamed" : "polled");
  // Without a preset and a word for it, nobody knows what kind was meant.
  if (kind != nullptr || preset) check_keys(feed, of);
  check_name(feed);

  if (auto reason = why_off(feed, preset ? &*preset : nullptr); !reason.empty()) {
    if (!feed.name.empty()) read.off.push_back({feed.name, std::move(reason)});
    return;
  }
  auto spec = read_kind(feed, of, std::move(preset));
  if (spec) read.specs.push_back({.name = feed.name, .source = *std::move(spec)});
}

/// A batch belongs to the feed whose token its sender shows.
void check_tokens(const feeds::FeedSpec& spec, const std::vector<feeds::FeedSpec>& before,
                  std::string_view pointer, ConfigProblems& problems) {
  const auto* const pushed = std::get_if<feeds::PushedSpec>(&spec.source);
  if (pushed == nullptr || pushed->token_sha256.empty()) return;
  for (const auto& other : before) {
    const auto* const same = std::get_if<feeds::PushedSpec>(&other.source);
    if (&other == &spec || same == nullptr || same->token_sha256 != pushed->token_sha256) continue;
    problems.at_value(pointer, fmt::format("feed \"{}\" has the same token: each pushed feed needs "
                                           "one of its own",
                                           other.name));
    return;
  }
}

}  // namespace

ReadFeeds read_feeds(const json& list, const ConfigSource& source, ConfigProblems& problems) {
  ReadFeeds read;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto pointer = fmt::format("/feeds/{}", at);
    if (!list[at].is_object()) {
      problems.at_value(
          pointer,
          fmt::format(R"(expected an object like {{"preset": "nbkr"}}, got {})", shown(list[at])));
      continue;
    }
    FeedObject feed(list[at], pointer, source, problems);
    const auto before = read.specs.size();
    read_feed(feed, read);
    if (read.specs.size() > before) {
      check_tokens(read.specs.back(), read.specs, pointer, problems);
    }
    if (!feed.name.empty() && !read.names.insert(feed.name).second) {
      problems.at_value(pointer, fmt::format("a feed before this one is called \"{}\" too: give "
                                             "one of them another \"name\"",
                                             feed.name));
    }
  }
  return read;
}

}  // namespace tickerd::app
