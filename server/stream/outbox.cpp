#include "stream/outbox.hpp"

#include <algorithm>
#include <utility>

namespace tickerd::stream {

bool Outbox::push(FramePtr frame, bool beyond_bound) {
  const bool fits =
      queued_bytes_ < max_queued_bytes_ && frame->size() <= max_queued_bytes_ - queued_bytes_;
  if (!fits && !beyond_bound && !frames_.empty()) return false;
  queued_bytes_ += frame->size();
  frames_.push_back(std::move(frame));
  return true;
}

void Outbox::push_pong(FramePtr pong) {
  const auto boundary = frames_.begin() + (offset_ > 0 ? 1 : 0);
  const auto waiting =
      std::find_if(boundary, frames_.end(), [](const FramePtr& frame) { return is_pong(*frame); });
  queued_bytes_ += pong->size();
  if (waiting == frames_.end()) {
    frames_.insert(boundary, std::move(pong));
  } else {
    queued_bytes_ -= (*waiting)->size();
    *waiting = std::move(pong);
  }
}

std::string_view Outbox::next() const noexcept {
  return frames_.empty() ? std::string_view() : std::string_view(*frames_.front()).substr(offset_);
}

std::size_t Outbox::next(std::span<std::string_view> views) const noexcept {
  const std::size_t count = std::min(views.size(), frames_.size());
  for (std::size_t i = 0; i < count; ++i) views[i] = *frames_[i];
  if (count > 0) views[0].remove_prefix(offset_);
  return count;
}

void Outbox::written(std::size_t bytes) {
  queued_bytes_ -= bytes;
  offset_ += bytes;
  auto done = frames_.begin();
  while (done != frames_.end() && offset_ >= (*done)->size()) {
    offset_ -= (*done)->size();
    ++done;
  }
  frames_.erase(frames_.begin(), done);
  if (frames_.empty()) frames_.shrink_to_fit();
}

}  // namespace tickerd::stream
