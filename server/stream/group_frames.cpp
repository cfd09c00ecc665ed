#include "stream/group_frames.hpp"

#include <string_view>
#include <vector>

#include "stream/deflate.hpp"
#include "stream/wire.hpp"

namespace tickerd::stream {
namespace {

FramePtr websocket_frame(std::string_view message, bool deflated) {
  if (deflated) {
    static thread_local Deflater deflater;
    if (const auto payload = deflater.compress(message)) return deflated_text_frame(*payload);
  }
  return text_frame(message);
}

FramePtr frame(const Options& options, std::string_view event, const rates::Position& position,
               std::string_view message) {
  return options.transport == Transport::websocket ? websocket_frame(message, options.deflated)
                                                   : sse_event(event, to_text(position), message);
}

std::vector<std::string_view> texts(std::span<Topic* const> topics, const Options& options) {
  std::vector<std::string_view> rates;
  rates.reserve(topics.size());
  for (Topic* topic : topics) rates.push_back(topic->text(options.numbers, options.basis));
  return rates;
}

}  // namespace

FramePtr snapshot_frame(const Options& options, const rates::Position& position,
                        rates::Timestamp at, bool resumed, std::span<Topic* const> topics) {
  const auto rates = texts(topics, options);
  return frame(options, "snapshot", position, wire::snapshot(position, at, resumed, rates));
}

FramePtr update_frame(const Options& options, const rates::Position& position, std::uint64_t prev,
                      rates::Timestamp at, std::span<Topic* const> topics) {
  const auto rates = texts(topics, options);
  return frame(options, "update", position, wire::update(position, prev, at, rates));
}

FramePtr heartbeat_frame(Transport transport, const rates::Position& position, std::uint64_t prev,
                         rates::Timestamp at) {
  const auto message = wire::heartbeat(position.seq, prev, at);
  return transport == Transport::websocket ? text_frame(message)
                                           : sse_event("heartbeat", to_text(position), message);
}

}  // namespace tickerd::stream
