#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/rate.hpp"
#include "rates/rate_log.hpp"

namespace tickerd::stream {

/// In what shape a subscriber gets its numbers.
enum class Numbers { text, json };
/// What carries the messages.
enum class Transport { websocket, sse };

/// Everything that decides which bytes a subscriber gets. Subscribers with equal options share
/// every frame.
struct Options {
  Transport transport = Transport::websocket;
  Numbers numbers = Numbers::text;
  bool all_pairs = false;                  ///< `*`: the configured pairs, also ones added later
  std::vector<rates::CurrencyPair> pairs;  ///< sorted, without repeats; empty when all_pairs
  friend auto operator<=>(const Options&, const Options&) = default;
};

/// Reads "<epoch>:<seq>". Nothing when it has not that form: a full snapshot follows then.
std::optional<rates::Position> parse_since(std::string_view text);
std::string to_text(const rates::Position& position);

}  // namespace tickerd::stream
