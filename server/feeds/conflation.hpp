#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/frame_decoder.hpp"
#include "rates/quote.hpp"

namespace tickerd::feeds {

/// Holds the newest tick of each pair of a stream until it is handed on. What is of an older
/// instant than the one held is left out; of two of the same instant the later one counts. How a
/// quote was written, and the hash of its frame, are found out only for those that are handed on.
class Conflation {
 public:
  /// `preset` has a stream and outlives this.
  Conflation(const Preset& preset, std::vector<rates::CurrencyPair> pairs);

  /// Takes in what `decoder` has just read from `text`: `frame` is its answer.
  void take(const FrameDecoder& decoder, const Frame& frame, std::string_view text,
            rates::Timestamp now);

  bool empty() const noexcept { return waiting_ == 0; }
  /// The ticks held, in the order of the pairs, as quotes with their origins; then none is held.
  std::vector<rates::Quote> hand_over();

 private:
  struct Source;
  struct Slot {
    Tick tick;
    rates::Timestamp fetched_at;
    std::shared_ptr<Source> source;
    rates::OriginPtr origin;  ///< null: still to be found in the source
  };

  rates::OriginPtr origin_of(Slot& slot);

  const Preset& preset_;
  std::vector<rates::CurrencyPair> pairs_;
  FrameDecoder again_;                      ///< reads a frame once more, for its origins
  std::vector<std::optional<Slot>> slots_;  ///< as pairs_
  std::size_t waiting_ = 0;
};

}  // namespace tickerd::feeds
