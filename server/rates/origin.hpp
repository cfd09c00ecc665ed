#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace tickerd::rates {

/// The bytes of one answer, as far as a person needs to find them again.
struct Document {
  std::string url;           ///< as the preset writes it: a key in it is still `{key}`
  std::string sha256;        ///< of the body as it was received, 64 hex digits, lower case
  std::size_t bytes = 0;     ///< of the body
  std::string content_type;  ///< as the source said; empty when it did not
  friend bool operator==(const Document&, const Document&) = default;
};

/// Where a quote was read and how its number was written there: the first steps of /v1/explain.
struct Origin {
  std::shared_ptr<const Document> document;  ///< never null
  std::string row;                           ///< "/rates/item[4] (KRW)"
  std::string rate;                          ///< as written: "478.77", "87,4500"
  std::string buy;                           ///< as written, when the middle of two was taken
  std::string sell;
  std::string multiplier;  ///< the number divided out, "100"; "1" when there was none
  friend bool operator==(const Origin&, const Origin&) = default;
};
using OriginPtr = std::shared_ptr<const Origin>;

}  // namespace tickerd::rates
