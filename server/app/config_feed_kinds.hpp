#pragma once

#include <optional>

#include "app/config_feed_object.hpp"
#include "feeds/feed_spec.hpp"

namespace tickerd::app {

using FeedKindSpec = decltype(feeds::FeedSpec::source);

/// Reads what the kind of a feed asks for. `preset` is the one that read_preset() found. Nothing
/// when something is missing or wrong: that is reported.
std::optional<FeedKindSpec> read_polled(FeedObject& feed, feeds::Preset preset);
std::optional<FeedKindSpec> read_streamed(FeedObject& feed, feeds::Preset preset);
std::optional<FeedKindSpec> read_pushed(FeedObject& feed, feeds::Preset preset);
std::optional<FeedKindSpec> read_replay(FeedObject& feed, feeds::Preset preset);
std::optional<FeedKindSpec> read_fixed(FeedObject& feed);

}  // namespace tickerd::app
