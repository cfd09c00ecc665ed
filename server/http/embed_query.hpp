#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/query.hpp"
#include "http/reader.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// What the address of /embed asks: `/embed?pairs=KGS/USD&layout=list&theme=dark`.
struct EmbedQuery {
  RatesQuery rates;
  /// The attributes of the element with their checked values, in the order of the table; a
  /// switch that is on has an empty one. Pairs and basis are as they are canonically written.
  Fields attributes;

  /// The value of that attribute; empty when it is not there.
  std::string_view value(std::string_view name) const;
  /// The same as a query: "pairs=KGS/USD&layout=list&theme=dark". Empty when nothing is asked.
  std::string text() const;
};

/// Reads it; parameters that are no attribute's are left out. `symbols` is understood in place of
/// `pairs`, as in the widget. Fails with bad_argument: the detail names the parameter, what was
/// expected and what came; with refused, where the reader may not read one of the pairs.
rates::Result<EmbedQuery> parse_embed_query(const Request& request, const Reader& reader);

/// `text` as the value of a query's field: all but letters, digits and `-._~/,:` as %XX.
std::string query_escaped(std::string_view text);

}  // namespace tickerd::http
