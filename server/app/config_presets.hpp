#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/config_feed_object.hpp"
#include "feeds/preset.hpp"

namespace tickerd::app {

/// Finds the preset of a feed: the one its key `preset` names, else `fallback` unless that is
/// empty. Gives the feed its name when it has none. Reports a missing or bad one.
std::optional<feeds::Preset> read_preset(FeedObject& feed, std::string_view fallback);

/// Lays the feed's own `url` over the preset's; of a stream it is ws:// or wss://. Whether a key is
/// needed is then judged by what is asked.
void read_url(FeedObject& feed, feeds::Preset& preset);

/// Reports a preset whose terms forbid re-publication, unless the feed accepts them.
void check_terms(FeedObject& feed, const feeds::Preset& preset);

/// Why the feed does not run; empty when it does. `preset` may be null.
std::string why_off(const FeedObject& feed, const feeds::Preset* preset);

}  // namespace tickerd::app
