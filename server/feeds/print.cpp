#include "feeds/print.hpp"

namespace tickerd::feeds {

std::string table_text(const Table&) { return "\n"; }
std::string table_json(const Table&) { return "{}\n"; }

}  // namespace tickerd::feeds
