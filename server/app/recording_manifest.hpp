#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "app/config.hpp"

namespace tickerd::app {

/// A feed of a recording.
struct RecordedFeed {
  std::string name;
  std::string preset;
  std::vector<rates::CurrencyPair> pairs = {};  ///< of a stream: what was subscribed to
  friend bool operator==(const RecordedFeed&, const RecordedFeed&) = default;
};

/// What a recording says of itself, in its file recording.json: enough to serve it without the
/// configuration that it was made with.
struct RecordingManifest {
  std::vector<rates::PairRule> pairs;  ///< without their feeds
  std::vector<RecordedFeed> feeds;     ///< in order of preference
};

/// The feeds of `config` that can be recorded, polled and streamed ones, and its pairs.
RecordingManifest manifest_of(const Config& config);

/// Writes it into the recording's folder, which is there. Fails with Errc::storage.
rates::Result<void> write_manifest(const std::filesystem::path& directory,
                                   const RecordingManifest& manifest);
/// Reads it. Fails with not_found when there is none, with bad_document naming what is wrong.
rates::Result<RecordingManifest> read_manifest(const std::filesystem::path& directory);

}  // namespace tickerd::app
