#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/currency.hpp"
#include "rates/decimal.hpp"

namespace tickerd::feeds {

/// A feed asked over HTTP: a preset with the configuration's overrides laid over it.
struct PolledSpec {
  Preset preset;
  bool allow_private = false;  ///< its host name may resolve to a private address
  std::string key = {};        ///< fills `{key}`; a secret
  /// Where a redirect may lead beside its own host: "host" or "host:port".
  std::vector<std::string> redirect_hosts = {};
  friend bool operator==(const PolledSpec&, const PolledSpec&) = default;
};

/// A feed that an upstream WebSocket pushes: a preset with a StreamForm.
struct StreamedSpec {
  Preset preset;
  std::vector<rates::CurrencyPair> pairs;  ///< what is subscribed to, at least one
  std::chrono::milliseconds publish_interval = std::chrono::milliseconds(100);  ///< conflation
  bool allow_private = false;
  std::string key = {};  ///< fills `{key}`; a secret
  friend bool operator==(const StreamedSpec&, const StreamedSpec&) = default;
};

/// Quotes that come by POST /v1/quotes; its bodies are read as the preset says.
struct PushedSpec {
  Preset preset;
  std::string token_sha256;  ///< of the token that its senders show, 64 hex digits
  friend bool operator==(const PushedSpec&, const PushedSpec&) = default;
};

/// A recording of `tickerd record`, played back in its own time, faster by `speed`.
struct RecordingSpec {
  Preset preset;
  std::filesystem::path directory;              ///< of this feed
  std::vector<rates::CurrencyPair> pairs = {};  ///< of a stream: what was subscribed to
  double speed = 1;                             ///< above zero
  friend bool operator==(const RecordingSpec&, const RecordingSpec&) = default;
};

/// A peg: constants, stated anew each UTC day.
struct FixedSpec {
  std::vector<std::pair<rates::CurrencyPair, rates::Decimal>> quotes;
  friend bool operator==(const FixedSpec&, const FixedSpec&) = default;
};

/// Recorded bodies played one after the other, for ever; each round shifts the dates on by the
/// days the recording spans, so that the dates never go back.
struct ReplaySpec {
  Preset preset;                    ///< how the bodies are read
  std::vector<std::string> bodies;  ///< oldest first, at least one
  std::chrono::milliseconds every{};
  friend bool operator==(const ReplaySpec&, const ReplaySpec&) = default;
};

/// One feed of the configuration, ready to run. Two are equal when they ask the same of the same
/// source and read it alike.
struct FeedSpec {
  std::string name;
  std::variant<PolledSpec, FixedSpec, ReplaySpec, StreamedSpec, PushedSpec, RecordingSpec> source;
  friend bool operator==(const FeedSpec&, const FeedSpec&) = default;
};

}  // namespace tickerd::feeds
