#include "stream/tape.hpp"

namespace tickerd::stream {

std::string tape_text(std::span<const rates::Rate* const> rates) {
  std::string text;
  for (const rates::Rate* rate : rates) {
    if (!text.empty()) text += " • ";
    text += rate->pair.text() + " = " + rates::rate_text(*rate);
    if (rate->basis) text += " " + rates::change_percent_text(*rate) + "%";
  }
  return text;
}

}  // namespace tickerd::stream
