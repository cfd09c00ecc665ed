#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bench/fanout/common/descriptor.hpp"

namespace tickerd::bench {

/// One connection of the load.
struct Client {
  enum class State { waiting, connecting, upgrading, streaming, gone };

  Descriptor socket;
  State state = State::waiting;
  bool watched = false;        ///< known to the poll
  std::string rest;            ///< the begin of what is not whole yet; before: the request to send
  std::string event;           ///< SSE: text taken out of chunks, up to an event's end
  std::uint64_t in_chunk = 0;  ///< SSE: what is left of the chunk
  bool chunked = false;        ///< SSE: of the answer's header

  std::optional<std::uint64_t> last_seq;  ///< of the message before
  // For fairness: of the messages in the window.
  std::uint32_t messages = 0;
  std::uint32_t among_last = 0;
  double positions = 0.0;  ///< summed up; one is 0 for the first subscriber and 1 for the last
};

}  // namespace tickerd::bench
