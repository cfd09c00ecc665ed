#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rates/history.hpp"
#include "rates/result.hpp"

namespace tickerd::app {

/// The forms in which points of history leave a store and come into one.
enum class RecordFormat { csv, ndjson };
rates::Result<RecordFormat> parse_record_format(std::string_view word);

/// "pair,as_of,value_date,rate,source,published_at,seq" and a line end; nothing for NDJSON.
std::string record_header(RecordFormat format);
/// One point as a line.
std::string record_of(const rates::HistoryPoint& point, RecordFormat format);

/// Reads what record_of() wrote, and what other programs have: `pair`, `as_of` (a date or an
/// instant) and `rate` have to be there; `value_date` (of an instant: the trading day it counts
/// to), `source` (names of feeds, "import" when left out), `published_at` and `seq` may. CSV has
/// its columns in any order, named by its first line, and no quotes; other columns are ignored.
class RecordReader {
 public:
  explicit RecordReader(RecordFormat format) : format_(format) {}

  /// The first line of CSV. Fails when a column that has to be there is not.
  rates::Result<void> read_header(std::string_view line);
  /// One line; the error says which field is wrong and what was expected.
  rates::Result<rates::HistoryPoint> read(std::string_view line) const;
  bool has_header() const noexcept { return format_ == RecordFormat::csv; }

 private:
  using Fields = std::map<std::string, std::string, std::less<>>;
  rates::Result<Fields> fields_of(std::string_view line) const;

  RecordFormat format_;
  std::vector<std::string> columns_;  // of CSV
};

}  // namespace tickerd::app
