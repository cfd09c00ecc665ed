#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/mapping.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

inline constexpr std::size_t most_rows = 20'000;
inline constexpr std::size_t most_depth = 64;
/// Elements, members and values in one document: bounds the memory that a hostile one takes.
inline constexpr std::size_t most_nodes = 400'000;

/// The texts of one row as they stand in the document; none where there is nothing.
struct RawRow {
  std::string where;  ///< "/3", "/rates/item[4]", "line 12"
  std::optional<std::string> code;
  std::optional<std::string> pair;
  std::optional<std::string> rate;
  std::optional<std::string> buy;
  std::optional<std::string> sell;
  std::optional<std::string> multiplier;
  std::optional<std::string> date;
  std::vector<std::optional<std::string>> conditions;  ///< as Mapping::where
};

/// A document taken apart by its format, before any value is judged.
struct RawDocument {
  std::vector<RawRow> rows;
  std::optional<std::string> date;  ///< of the document
  std::optional<std::string> base;  ///< what it says at the mapping's base_at
  bool no_news = false;             ///< the mapping's no_news was found
  std::string looks_like;           ///< for errors when rows are missing: "an empty array"
};

/// The readers, one a format. `text` is UTF-8. They fail with bad_document when it is not of the
/// format or carries the mapping's error marker, too_large over the limits above.
rates::Result<RawDocument> read_json(const Mapping& mapping, std::string_view text);
rates::Result<RawDocument> read_xml(const Mapping& mapping, std::string_view text);
rates::Result<RawDocument> read_csv(const Mapping& mapping, std::string_view text);

/// What is wrong with a selector of the format; empty when nothing is. `of_rows`: it finds many.
std::string json_selector_problem(std::string_view selector, bool of_rows);
std::string xml_selector_problem(std::string_view selector, bool of_rows);

/// What a body is, for a person: `JSON error {"code":500,...}`, `an HTML page titled "..."`.
std::string describe_body(std::string_view text);
/// Whether it is an HTML page, whatever its header says.
bool is_html(std::string_view text);

}  // namespace tickerd::feeds
