#pragma once

#include <memory>

#include "feeds/decode.hpp"
#include "feeds/raw_document.hpp"
#include "rates/origin.hpp"

namespace tickerd::feeds {

/// Turns the texts of a document into quotes. A row that cannot be read becomes a problem; a
/// document without a readable date, without a required code, with another base or with too few
/// quotes is a failure. `bytes` is what the origin of each quote points to.
rates::Result<Table> judge(const Mapping& mapping, const RawDocument& document,
                           rates::Timestamp fetched_at,
                           const std::shared_ptr<const rates::Document>& bytes);

}  // namespace tickerd::feeds
