#pragma once

#include <span>
#include <string>
#include <vector>

#include "rates/decimal.hpp"
#include "rates/rate.hpp"

namespace tickerd::stream {

/// One item of a drawn tape.
struct TapeItem {
  const rates::Rate* rate = nullptr;
  std::vector<rates::Decimal> spark = {};  ///< earlier values, oldest first; drawn from two on
};

/// The tape as an SVG picture of one line, for pages that take an image and no script: rate, change
/// with an arrow and a colour that is readable on light and dark, and a sparkline where there are
/// points. Its title is the text of the tape. Width and height are in pixels.
std::string tape_svg(std::span<const TapeItem> items, rates::AskedBasis basis = std::nullopt);

}  // namespace tickerd::stream
