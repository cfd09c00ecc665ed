#pragma once

#include <string>

#include "feeds/decode.hpp"

namespace tickerd::feeds {

/// What a body was read as, for a person: one aligned line a quote (row, pair, exact value of a
/// unit, the number as written, its multiplier, as of), then one line for each row that could not
/// be read and for each that the mapping leaves out, with the reason. Ends with a line feed.
std::string table_text(const Table& table);

/// The same for a program: {"quotes":[{"pair","value","as_of","row","rate","multiplier"}],
/// "problems":[{"where","what"}],"left_out":[{"where","what"}],"no_news":false,"document":{"url",
/// "sha256","bytes","content_type"}}, numbers as strings; "buy" and "sell" in place of "rate" where
/// the middle was taken. Ends with a line feed.
std::string table_json(const Table& table);

}  // namespace tickerd::feeds
