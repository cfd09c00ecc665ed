#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string_view>

#include "stream/frame.hpp"

namespace tickerd::stream {

/// Whole frames on their way to one socket. Holds at most one broadcast frame that is partly
/// written and a bounded number of control frames and answers; says what to write next. Control
/// frames go out at frame boundaries. Sans-I/O.
class Outbox {
 public:
  /// Queues a frame. False when `max_queued_bytes` would be passed: the peer is too slow.
  bool push(FramePtr frame);
  bool empty() const noexcept;
  /// The next bytes to write; the view lives until the next call of written() or push().
  std::string_view next() const noexcept;
  /// Several next frames at once for writev: fills `views`, returns how many.
  std::size_t next(std::span<std::string_view> views) const noexcept;
  /// So many bytes went out.
  void written(std::size_t bytes);

 private:
  std::deque<FramePtr> frames_;
  std::size_t offset_ = 0;
};

}  // namespace tickerd::stream
