#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rates/rate_log.hpp"
#include "rates/time.hpp"
#include "stream/frame.hpp"
#include "stream/subscription.hpp"
#include "stream/topic.hpp"

namespace tickerd::stream {

/// The messages of a hub as frames, ready for the transport of a group's options. Where many ask
/// for different pairs, each delivery needs a frame of its own: one is assembled from texts that
/// are there already, and allocates nothing else.
class GroupFrames {
 public:
  /// `topics` are published.
  FramePtr snapshot(const Options& options, const rates::Position& position, rates::Timestamp at,
                    bool resumed, std::span<Topic* const> topics);
  /// `topics` are published.
  FramePtr update(const Options& options, const rates::Position& position, std::uint64_t prev,
                  rates::Timestamp at, std::span<Topic* const> topics);

 private:
  /// Of which update `head` is the beginning.
  struct Beginning {
    rates::Position position;
    std::uint64_t prev;
    rates::Timestamp at;
    friend bool operator==(const Beginning&, const Beginning&) = default;
  };

  FramePtr frame(const Options& options, std::string_view event, const rates::Position& position,
                 std::string_view head, std::span<Topic* const> topics);

  std::optional<Beginning> beginning_;
  std::string head_;
  std::vector<std::string_view> parts_;  // of the message that is being assembled
};

FramePtr heartbeat_frame(Transport transport, const rates::Position& position, std::uint64_t prev,
                         rates::Timestamp at);

}  // namespace tickerd::stream
