#pragma once

#include <span>
#include <string>

#include "stream/board.hpp"
#include "stream/subscription.hpp"

namespace tickerd::stream {

/// The rates as CSV (RFC 4180, with a header line): `pair,rate,change,change_pct,basis,basis_rate,
/// basis_as_of,as_of,fetched_at,source,status,seq`. Fields of a basis that is not known are empty.
std::string rates_csv(std::span<const Board::Entry* const> entries,
                      rates::AskedBasis basis = std::nullopt);

/// The rates as one flat JSON array for dashboards: the fields of the CSV, every time a full ISO
/// instant (a value date is its first one), what does not exist null.
std::string rates_rows(std::span<const Board::Entry* const> entries, Numbers numbers,
                       rates::AskedBasis basis = std::nullopt);

}  // namespace tickerd::stream
