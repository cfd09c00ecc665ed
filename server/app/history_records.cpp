#include "app/history_records.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/feed_name.hpp"

namespace tickerd::app {

using rates::Errc;
using rates::fail;
using rates::HistoryPoint;
using rates::Result;

namespace {

constexpr std::array needed_columns{"pair", "as_of", "rate"};

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells;
  for (const auto cell : std::views::split(line, ',')) cells.emplace_back(cell.begin(), cell.end());
  return cells;
}

Result<std::map<std::string, std::string, std::less<>>> json_fields(std::string_view line) {
  const auto document = nlohmann::json::parse(line, nullptr, false);
  if (!document.is_object()) {
    return fail(Errc::bad_document,
                fmt::format("expected a JSON object, got {}", rates::in_quotes(line)));
  }
  std::map<std::string, std::string, std::less<>> fields;
  for (const auto& [name, value] : document.items()) {
    if (value.is_string()) {
      fields.emplace(name, value.get<std::string>());
    } else if (value.is_number_integer()) {
      fields.emplace(name, value.dump());
    } else if (name == "rate" && value.is_number()) {
      // As a double it has lost its digits already.
      return fail(Errc::bad_value, "rate: expected the number in quotes, got one without");
    }
  }
  return fields;
}

/// The text of a field; empty when it is not there.
std::string_view text_of(const std::map<std::string, std::string, std::less<>>& fields,
                         std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

template <class Value>
Result<Value> named(std::string_view name, Result<Value> value) {
  if (value) return value;
  return fail(value.error().code, fmt::format("{}: {}", name, value.error().detail));
}

Result<rates::Decimal> parse_rate(std::string_view text) {
  auto value = rates::Decimal::parse(text);
  if (value && !value->is_positive()) {
    return fail(Errc::bad_value,
                fmt::format("expected a number above zero, got {}", rates::in_quotes(text)));
  }
  return value;
}

/// As Rate::source names feeds: "nbkr", "nbkr+cbu". It is told again in JSON and CSV as it is.
Result<std::string> parse_source(std::string_view text) {
  if (text.empty()) return "import";
  for (const auto part : std::views::split(text, '+')) {
    if (is_feed_name(std::string_view(part.begin(), part.end()))) continue;
    return fail(Errc::bad_value,
                fmt::format("expected {}, got {}", feed_name_rule, rates::in_quotes(text)));
  }
  return std::string(text);
}

Result<std::uint64_t> parse_seq(std::string_view text) {
  std::uint64_t seq = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (text.empty() || (read.ec == std::errc() && read.ptr == text.data() + text.size())) return seq;
  return fail(Errc::bad_value,
              fmt::format("expected a whole number, got {}", rates::in_quotes(text)));
}

}  // namespace

Result<RecordFormat> parse_record_format(std::string_view word) {
  if (word == "csv") return RecordFormat::csv;
  if (word == "ndjson") return RecordFormat::ndjson;
  return fail(Errc::bad_argument,
              fmt::format(R"(expected "csv" or "ndjson", got {})", rates::in_quotes(word)));
}

std::string record_header(RecordFormat format) {
  return format == RecordFormat::csv ? "pair,as_of,value_date,rate,source,published_at,seq\n" : "";
}

std::string record_of(const HistoryPoint& point, RecordFormat format) {
  constexpr std::string_view csv = "{},{},{},{},{},{},{}\n";
  constexpr std::string_view json =
      R"({{"pair":"{}","as_of":"{}","value_date":"{}","rate":"{}","source":"{}",)"
      R"("published_at":"{}","seq":{}}})"
      "\n";
  return fmt::format(fmt::runtime(format == RecordFormat::csv ? csv : json), point.pair.text(),
                     point.as_of.text(), rates::to_string(point.as_of.date()), point.value.exact(),
                     point.source, rates::to_string(point.published_at), point.seq);
}

Result<void> RecordReader::read_header(std::string_view line) {
  columns_ = split(line);
  for (const std::string_view needed : needed_columns) {
    if (std::ranges::find(columns_, needed) == columns_.end()) {
      return fail(Errc::bad_document,
                  fmt::format("expected a column \"{}\", got {}", needed, rates::in_quotes(line)));
    }
  }
  return {};
}

Result<RecordReader::Fields> RecordReader::fields_of(std::string_view line) const {
  if (format_ == RecordFormat::ndjson) return json_fields(line);
  if (line.contains('"')) return fail(Errc::bad_document, "expected cells without quotes");
  auto cells = split(line);
  if (cells.size() != columns_.size()) {
    return fail(Errc::bad_document,
                fmt::format("expected {} cells, got {}", columns_.size(), cells.size()));
  }
  Fields fields;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    fields.emplace(columns_[at], std::move(cells[at]));
  }
  return fields;
}

Result<HistoryPoint> RecordReader::read(std::string_view line) const {
  const auto fields = fields_of(line);
  if (!fields) return std::unexpected(fields.error());
  const auto pair = named("pair", rates::CurrencyPair::parse(text_of(*fields, "pair")));
  if (!pair) return std::unexpected(pair.error());
  auto as_of = named("as_of", rates::AsOf::parse(text_of(*fields, "as_of")));
  if (!as_of) return std::unexpected(as_of.error());
  const auto value = named("rate", parse_rate(text_of(*fields, "rate")));
  if (!value) return std::unexpected(value.error());
  const auto seq = named("seq", parse_seq(text_of(*fields, "seq")));
  if (!seq) return std::unexpected(seq.error());
  if (const auto day = text_of(*fields, "value_date"); !day.empty() && !as_of->is_date()) {
    const auto date = named("value_date", rates::parse_date(day));
    if (!date) return std::unexpected(date.error());
    as_of = as_of->counted_to(*date);
  }
  auto published_at = rates::instant_of(*as_of);
  if (const auto text = text_of(*fields, "published_at"); !text.empty()) {
    const auto at = named("published_at", rates::parse_timestamp(text));
    if (!at) return std::unexpected(at.error());
    published_at = *at;
  }
  auto source = named("source", parse_source(text_of(*fields, "source")));
  if (!source) return std::unexpected(source.error());
  return HistoryPoint{.pair = *pair,
                      .as_of = *as_of,
                      .value = *value,
                      .source = *std::move(source),
                      .published_at = published_at,
                      .seq = *seq};
}

}  // namespace tickerd::app
