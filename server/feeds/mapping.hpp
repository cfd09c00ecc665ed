#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"

namespace tickerd::feeds {

/// What the bytes of a feed are.
enum class Format { json, xml, csv };

/// Which way the numbers of a feed are to be read.
enum class Direction {
  base_per_code,  ///< multiplier CODE = rate BASE: national banks
  code_per_base,  ///< multiplier BASE = rate CODE: the ECB, aggregators
};

/// A place in the document, in the words of its format: a JSON Pointer where `*` stands for each
/// element or member, an XPath, or a column ("Code", or "4" counted from 1). In JSON, `key()` is
/// the member name of the row. In every format "=KGS" is the text KGS itself: what a document does
/// not say. Checked when the preset is read.
using Selector = std::string;

/// The text that a selector like "=KGS" is itself; none when it is a place.
constexpr std::optional<std::string_view> constant_of(std::string_view selector) {
  if (!selector.starts_with('=')) return std::nullopt;
  return selector.substr(1);
}

/// Where the value date stands and how it is written.
struct DateMapping {
  Selector at;
  bool of_row = false;  ///< each row has its own; otherwise one for the document
  /// Tried in turn: %d %m %Y %y (two digits, 20yy) %b (English month, short or long) %H %M %S,
  /// %f (a fraction of the second with its dot, or nothing), %z (Z, +03:00 or +0300; UTC without),
  /// %s and %Q (seconds, milliseconds since 1970), %* (any rest). A pattern with %H, %s or %Q makes
  /// an instant, others a date.
  std::vector<std::string> patterns;
  friend bool operator==(const DateMapping&, const DateMapping&) = default;
};

/// A row is taken when the text at `at` is one of `is`.
struct Condition {
  Selector at;
  std::vector<std::string> is;
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// How a feed says inside the right format that it failed.
struct ErrorMarker {
  Selector at;                      ///< of the document; its presence is the error ...
  std::optional<std::string> is;    ///< ... or its having this text
  std::optional<Selector> message;  ///< where the reason stands; none: the text at `at`
  friend bool operator==(const ErrorMarker&, const ErrorMarker&) = default;
};

/// How the bytes of a feed become quotes: the `mapping` of a preset. See docs/feeds.md.
struct Mapping {
  Format format = Format::json;
  std::string encoding;  ///< overrides what the document says of itself: "windows-1251"
  Selector rows;         ///< of the document; unused for csv

  std::optional<Selector> code;         ///< of the row, as all below; or ...
  std::optional<Selector> pair;         ///< ... "BTC/USD", "BTC-USD" or "USDKZT", then without base
  std::optional<rates::Currency> base;  ///< the currency of every row's other side
  /// Where the document says its base, which must be `base`; none: it is not looked at.
  std::optional<Selector> base_at;
  Direction direction = Direction::base_per_code;

  std::optional<Selector> rate;
  std::optional<Selector> buy;  ///< instead of rate, with sell: the middle is taken
  std::optional<Selector> sell;
  std::optional<Selector> multiplier;                ///< none: always default_multiplier
  std::optional<rates::Decimal> default_multiplier;  ///< when a row has none; none: row problem
  std::string decimal_marks = ".";                   ///< ".", "," or ".," for either
  /// Texts that say there is no rate: such rows are left out silently. "" is also an absent value.
  std::vector<std::string> no_value;

  DateMapping date;
  std::vector<Condition> where;
  std::vector<std::string> skip_codes;  ///< left out silently: dead currencies, metals
  /// Rows dated earlier than the newest by more than this are left out. 0: only the newest date.
  std::optional<std::chrono::days> behind_newest;
  int minimum_rows = 1;               ///< fewer quotes are a failure
  std::vector<std::string> required;  ///< codes whose absence is a failure
  std::optional<ErrorMarker> error;
  /// The place that says that nothing was published: an empty array (JSON), any node (XML). Without
  /// it an empty table is a failure.
  std::optional<Selector> no_news;

  // Text with separators only.
  char separator = ',';
  int skip_lines = 0;  ///< lines before the header, or before the first row
  bool header = true;  ///< the first line names the columns
  bool pivot = false;  ///< the columns after the date are codes, each cell is a rate
  friend bool operator==(const Mapping&, const Mapping&) = default;
};

}  // namespace tickerd::feeds
