#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "stream/frame.hpp"

namespace tickerd::stream {

/// Whole frames on their way to one socket: what is partly written and what waits behind it; says
/// what to write next. Frames never interleave. Holds no memory while empty. Sans-I/O.
class Outbox {
 public:
  /// Frames of more than `max_queued_bytes` together are refused, but for one alone: an empty
  /// outbox takes a frame of any size.
  explicit Outbox(std::size_t max_queued_bytes = 64 * 1024) : max_queued_bytes_(max_queued_bytes) {}

  /// Queues a frame behind all others. False, and the frame is left out, when the bound would be
  /// passed and may not be: the peer is too slow.
  bool push(FramePtr frame, bool beyond_bound = false);
  /// Queues a pong to go out at the next frame boundary. One that still waits there is replaced:
  /// a peer that pings and does not read costs one frame.
  void push_pong(FramePtr pong);

  bool empty() const noexcept { return frames_.empty(); }
  /// Bytes that wait, the unwritten part of the first frame included.
  std::size_t queued_bytes() const noexcept { return queued_bytes_; }
  /// The next bytes to write, empty when there are none; the view lives until the next call of
  /// written(), push() or push_pong().
  std::string_view next() const noexcept;
  /// Several next frames at once for writev: fills `views`, returns how many.
  std::size_t next(std::span<std::string_view> views) const noexcept;
  /// So many bytes of what next() gave went out; at most queued_bytes().
  void written(std::size_t bytes);

 private:
  std::vector<FramePtr> frames_;
  std::size_t offset_ = 0;  // bytes of the first frame that went out
  std::size_t queued_bytes_ = 0;
  std::size_t max_queued_bytes_;
};

}  // namespace tickerd::stream
