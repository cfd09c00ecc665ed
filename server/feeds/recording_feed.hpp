#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "feeds/conflation.hpp"
#include "feeds/feed.hpp"
#include "feeds/frame_decoder.hpp"
#include "feeds/health_book.hpp"
#include "feeds/recording_reader.hpp"

namespace tickerd::feeds {

/// Plays a recording once, from its first answer to its last, through the real decoder. Answers
/// come as far apart as they were recorded, divided by `speed`; all feeds recorded into one
/// directory share a time line, which begins with the first answer of any of them when the feed is
/// started. What was a failure is one again; an answer that cannot be read from the disk is a
/// failure too and is passed over. Dates are as they were recorded: with a store that already holds
/// them nothing is news. Reads on a thread of its own, one answer ahead. Frames of a
/// stream are conflated as the stream's own are.
class RecordingFeed final : public Feed {
 public:
  RecordingFeed(std::string name, RecordingSpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

 private:
  /// What the disk is asked for at the start.
  struct Opened {
    rates::Result<RecordingReader> reader;
    rates::Timestamp start;
  };
  static Opened open(const std::filesystem::path& folder);
  net::asio::awaitable<void> play_all(RecordingReader& reader, rates::Timestamp start);
  /// Waits until `at`, handing on in between what has waited for long enough. False: cancelled.
  net::asio::awaitable<bool> wait_until(std::chrono::steady_clock::time_point at);
  std::chrono::steady_clock::time_point due(rates::Timestamp at, rates::Timestamp start) const;
  void play(const PlayedAnswer& answer);
  void read(const PlayedAnswer& answer, rates::Timestamp now);
  void read_frame(const PlayedAnswer& answer, rates::Timestamp now);
  /// Hands on what frames said since the last time.
  void hand_on();

  std::string name_;
  RecordingSpec spec_;
  FeedContext context_;
  HealthBook book_;
  std::optional<FrameDecoder> frames_;  ///< of a stream
  std::optional<Conflation> conflation_;
  std::chrono::steady_clock::time_point handed_on_;
  std::string last_read_;  ///< SHA-256 of the last body that was read without failure
  std::chrono::steady_clock::time_point began_;
  net::asio::thread_pool disk_{1};
};

}  // namespace tickerd::feeds
