#include "feeds/parse_mapping.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/fields.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;

DateMapping parse_date(const json& value, Fields& outer) {
  Fields fields(value, outer.pointer("date"));
  DateMapping date;
  const auto of_document = fields.maybe_text("document");
  const auto of_row = fields.maybe_text("row");
  date.patterns = fields.maybe_texts("patterns");
  if (of_document.has_value() == of_row.has_value()) {
    fields.wrong(outer.pointer("date"), "expected either document or row");
  }
  if (date.patterns.empty())
    fields.wrong(fields.pointer("patterns"), "expected at least one pattern");
  date.of_row = of_row.has_value();
  date.at = of_row.value_or(of_document.value_or(""));
  if (auto good = fields.finish(); !good) outer.take(good.error());
  return date;
}

/// "Nominal", or {"at": "@multiplier", "default": "1"}.
void parse_multiplier(const json& value, Fields& outer, Mapping& mapping) {
  if (value.is_string()) {
    mapping.multiplier = value.get<std::string>();
    return;
  }
  Fields fields(value, outer.pointer("multiplier"));
  mapping.multiplier = fields.maybe_text("at");
  mapping.default_multiplier = fields.maybe_decimal("default");
  if (auto good = fields.finish(); !good) outer.take(good.error());
}

ErrorMarker parse_error_marker(const json& value, Fields& outer) {
  Fields fields(value, outer.pointer("error"));
  ErrorMarker marker;
  marker.at = fields.text("at");
  marker.is = fields.maybe_text("is");
  marker.message = fields.maybe_text("message");
  if (auto good = fields.finish(); !good) outer.take(good.error());
  return marker;
}

std::vector<Condition> parse_conditions(const json& value, Fields& outer) {
  std::vector<Condition> conditions;
  if (!value.is_array()) {
    outer.wrong(outer.pointer("where"), "expected an array of conditions");
    return {};
  }
  for (const auto& one : value) {
    Fields fields(one, fmt::format("{}/{}", outer.pointer("where"), conditions.size()));
    auto& condition = conditions.emplace_back();
    condition.at = fields.text("at");
    condition.is = fields.maybe_texts("is");
    if (auto good = fields.finish(); !good) outer.take(good.error());
  }
  return conditions;
}

Format parse_format(Fields& fields) {
  const auto word = fields.word("format", {"json", "xml", "csv"});
  if (word == "xml") return Format::xml;
  return word == "csv" ? Format::csv : Format::json;
}

Direction parse_direction(Fields& fields) {
  if (fields.maybe("direction") == nullptr) return Direction::base_per_code;
  const auto word = fields.word("direction", {"base_per_code", "code_per_base"});
  return word == "code_per_base" ? Direction::code_per_base : Direction::base_per_code;
}

std::optional<rates::Currency> parse_base(Fields& fields) {
  const auto written = fields.maybe_text("base");
  if (!written) return std::nullopt;
  const auto currency = rates::Currency::parse(*written);
  if (currency) return *currency;
  fields.wrong(fields.pointer("base"),
               fmt::format("expected a currency code like \"KZT\", got {}", excerpt(*written, 40)));
  return std::nullopt;
}

char parse_separator(Fields& fields) {
  const auto written = fields.maybe_text("separator").value_or(",");
  if (written.size() == 1 && written != "\"" && written != "\n") return written.front();
  fields.wrong(fields.pointer("separator"),
               fmt::format("expected one character, got {}", excerpt(written, 20)));
  return ',';
}

void parse_rows(Fields& fields, Mapping& mapping) {
  mapping.rows = fields.maybe_text("rows").value_or("");
  mapping.code = fields.maybe_text("code");
  mapping.pair = fields.maybe_text("pair");
  mapping.base = parse_base(fields);
  mapping.base_at = fields.maybe_text("base_at");
  mapping.direction = parse_direction(fields);
  mapping.rate = fields.maybe_text("rate");
  mapping.buy = fields.maybe_text("buy");
  mapping.sell = fields.maybe_text("sell");
  if (const auto* value = fields.maybe("multiplier")) parse_multiplier(*value, fields, mapping);
  mapping.decimal_marks = fields.maybe_text("decimal_marks").value_or(".");
  mapping.no_value = fields.maybe_texts("no_value");
  if (const auto* value = fields.maybe("date")) {
    mapping.date = parse_date(*value, fields);
  } else {
    fields.wrong(fields.pointer("date"), "expected an object, got none");
  }
}

void parse_limits(Fields& fields, Mapping& mapping) {
  if (const auto* value = fields.maybe("where")) mapping.where = parse_conditions(*value, fields);
  mapping.skip_codes = fields.maybe_texts("skip_codes");
  if (fields.maybe("behind_newest_days") != nullptr) {
    mapping.behind_newest =
        std::chrono::days(fields.maybe_count("behind_newest_days", 0, 3650).value_or(0));
  }
  mapping.minimum_rows = fields.maybe_count("minimum_rows", 1, 20'000).value_or(1);
  mapping.required = fields.maybe_texts("required");
  if (const auto* value = fields.maybe("error")) mapping.error = parse_error_marker(*value, fields);
  mapping.no_news = fields.maybe_text("no_news");
}

}  // namespace

rates::Result<Mapping> parse_mapping(const json& value, const std::string& pointer) {
  Fields fields(value, pointer);
  Mapping mapping;
  mapping.format = parse_format(fields);
  mapping.encoding = fields.maybe_text("encoding").value_or("");
  parse_rows(fields, mapping);
  parse_limits(fields, mapping);
  mapping.separator = parse_separator(fields);
  mapping.skip_lines = fields.maybe_count("skip_lines", 0, 1000).value_or(0);
  mapping.header = fields.maybe_flag("header").value_or(true);
  mapping.pivot = fields.maybe_flag("pivot").value_or(false);
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  if (auto good = check_mapping(mapping, pointer); !good) return std::unexpected(good.error());
  return mapping;
}

}  // namespace tickerd::feeds
