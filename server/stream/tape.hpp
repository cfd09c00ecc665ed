#pragma once

#include <span>
#include <string>

#include "rates/rate.hpp"

namespace tickerd::stream {

/// The tape as newsrooms print it: `KGS/USD = 0.01144 0% • KZT/USD = 0.00196 0%`. A rate whose
/// basis is not known shows no percent.
std::string tape_text(std::span<const rates::Rate* const> rates,
                      rates::AskedBasis basis = std::nullopt);

}  // namespace tickerd::stream
