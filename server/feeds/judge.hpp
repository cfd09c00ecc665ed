#pragma once

#include "feeds/decode.hpp"
#include "feeds/raw_document.hpp"

namespace tickerd::feeds {

/// Turns the texts of a document into quotes. A row that cannot be read becomes a problem; a
/// document without a readable date, without a required code or with too few quotes is a failure.
rates::Result<Table> judge(const Mapping& mapping, const RawDocument& document,
                           rates::Timestamp fetched_at);

/// Reads a number written with one of `marks` as its decimal mark ("12194.21", "87,4500",
/// "5,39256E-05"). Thousands separators, blanks inside and anything but a number are errors.
rates::Result<rates::Decimal> read_number(std::string_view text, std::string_view marks);

}  // namespace tickerd::feeds
