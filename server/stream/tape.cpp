#include "stream/tape.hpp"

namespace tickerd::stream {

std::string tape_text(std::span<const rates::Rate* const> rates, rates::AskedBasis asked) {
  std::string text;
  for (const rates::Rate* rate : rates) {
    if (!text.empty()) text += " • ";
    text += rate->pair.text() + " = " + rates::rate_text(*rate);
    if (const auto* const basis = rates::shown_basis(*rate, asked)) {
      text += " " + rates::change_percent_text(*rate, *basis) + "%";
    }
  }
  return text;
}

}  // namespace tickerd::stream
