#include "stream/group_frames.hpp"

#include "stream/deflate.hpp"
#include "stream/wire.hpp"

namespace tickerd::stream {
namespace {

std::string joined(std::span<const std::string_view> parts) {
  std::string message;
  for (const auto& part : parts) message += part;
  return message;
}

FramePtr websocket_frame(std::span<const std::string_view> parts, bool deflated) {
  if (deflated) {
    static thread_local Deflater deflater;
    if (const auto payload = deflater.compress(joined(parts))) return deflated_text_frame(*payload);
  }
  return text_frame(parts);
}

}  // namespace

FramePtr GroupFrames::snapshot(const Options& options, const rates::Position& position,
                               rates::Timestamp at, bool resumed, std::span<Topic* const> topics) {
  return frame(options, "snapshot", position, wire::snapshot_head(position, at, resumed), topics);
}

FramePtr GroupFrames::update(const Options& options, const rates::Position& position,
                             std::uint64_t prev, rates::Timestamp at,
                             std::span<Topic* const> topics) {
  const Beginning beginning{position, prev, at};
  if (beginning_ != beginning) {
    head_ = wire::update_head(position, prev, at);
    beginning_ = beginning;
  }
  return frame(options, "update", position, head_, topics);
}

FramePtr GroupFrames::frame(const Options& options, std::string_view event,
                            const rates::Position& position, std::string_view head,
                            std::span<Topic* const> topics) {
  parts_.assign(1, head);
  for (Topic* topic : topics) {
    if (parts_.size() > 1) parts_.emplace_back(",");
    parts_.push_back(topic->text(options.numbers, options.basis));
  }
  parts_.push_back(wire::rates_end);
  return options.transport == Transport::websocket
             ? websocket_frame(parts_, options.deflated)
             : sse_event(event, to_text(position), joined(parts_));
}

FramePtr heartbeat_frame(Transport transport, const rates::Position& position, std::uint64_t prev,
                         rates::Timestamp at) {
  const auto message = wire::heartbeat(position.seq, prev, at);
  return transport == Transport::websocket ? text_frame(message)
                                           : sse_event("heartbeat", to_text(position), message);
}

}  // namespace tickerd::stream
