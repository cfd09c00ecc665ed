#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rates/time.hpp"

namespace tickerd::http {

/// How one source is doing, as far as the public is told: no error, no address, no answer of it.
struct SourceState {
  enum class Word {
    starting,  ///< was not asked yet, or has not answered
    fresh,     ///< answers, and owes nothing
    closed,    ///< answers, and does not publish today
    late,      ///< answers, but what it should have published by now is not there
    failing,   ///< its last answer could not be had or read
  };
  std::string name;  ///< of a SourceEntry
  Word word = Word::starting;
  std::optional<rates::Timestamp> last_success;
  std::optional<rates::Timestamp> next_poll;  ///< none for sources that are not asked
  friend bool operator==(const SourceState&, const SourceState&) = default;
};

/// What the engine's side tells the edges of the whole process. Immutable once it is told.
struct ServerState {
  rates::Timestamp started_at{};
  std::uint64_t clients = 0;         ///< open WebSocket and event streams, of all edges
  std::vector<SourceState> sources;  ///< in order of preference
  friend bool operator==(const ServerState&, const ServerState&) = default;
};
using ServerStatePtr = std::shared_ptr<const ServerState>;

}  // namespace tickerd::http
