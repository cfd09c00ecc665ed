#pragma once

#include <cstdint>
#include <span>

#include "rates/rate_log.hpp"
#include "rates/time.hpp"
#include "stream/frame.hpp"
#include "stream/subscription.hpp"
#include "stream/topic.hpp"

/// The messages of the hub as frames, ready for the transport of `options`.
namespace tickerd::stream {

/// `topics` are published.
FramePtr snapshot_frame(const Options& options, const rates::Position& position,
                        rates::Timestamp at, bool resumed, std::span<Topic* const> topics);
/// `topics` are published.
FramePtr update_frame(const Options& options, const rates::Position& position, std::uint64_t prev,
                      rates::Timestamp at, std::span<Topic* const> topics);
FramePtr heartbeat_frame(Transport transport, const rates::Position& position, std::uint64_t prev,
                         rates::Timestamp at);

}  // namespace tickerd::stream
