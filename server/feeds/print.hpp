#pragma once

#include <string>

#include "feeds/decode.hpp"

namespace tickerd::feeds {

/// What a body was read as, for a person: one aligned line a quote (pair, exact value, as of), then
/// one line a row problem. Ends with a line feed.
std::string table_text(const Table& table);

/// The same for a program: {"quotes":[{"pair","value","as_of"}],"problems":[{"where","what"}],
/// "no_news":false}, values as decimal strings. Ends with a line feed.
std::string table_json(const Table& table);

}  // namespace tickerd::feeds
