#include <algorithm>

#include <fmt/format.h>

#include "feeds/charset.hpp"
#include "feeds/date_pattern.hpp"
#include "feeds/parse_mapping.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;
using Checked = rates::Result<void>;

/// Collects the first problem under the pointer of a mapping.
class Checks {
 public:
  explicit Checks(std::string pointer) : pointer_(std::move(pointer)) {}

  void that(bool good, std::string_view key, std::string_view what) {
    if (!good) note(key, std::string(what));
  }
  void note(std::string_view key, std::string what) {
    if (!what.empty() && problem_.empty()) problem_ = fmt::format("{}/{}: {}", pointer_, key, what);
  }
  Checked result() const {
    if (problem_.empty()) return {};
    return fail(Errc::bad_document, problem_);
  }

 private:
  std::string pointer_;
  std::string problem_;
};

std::string column_problem(std::string_view selector) {
  return selector.empty() ? "expected a column's name or number, got nothing" : "";
}

bool is_line_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string selector_problem(Format format, std::string_view selector, bool of_rows) {
  if (const auto text = constant_of(selector)) {
    if (of_rows) return "expected a place, got the constant " + excerpt(*text, 40);
    return text->empty() ? "expected a text after =, got none" : "";
  }
  switch (format) {
    case Format::json:
      return json_selector_problem(selector, of_rows);
    case Format::xml:
      return xml_selector_problem(selector, of_rows);
    case Format::csv:
      return column_problem(selector);
  }
  return {};
}

void check_selectors(const Mapping& mapping, Checks& checks) {
  const auto check = [&](std::string_view key, const std::optional<Selector>& selector) {
    if (selector) checks.note(key, selector_problem(mapping.format, *selector, false));
  };
  if (mapping.format != Format::csv) {
    checks.note("rows", selector_problem(mapping.format, mapping.rows, true));
  }
  check("code", mapping.code);
  check("pair", mapping.pair);
  check("rate", mapping.rate);
  check("buy", mapping.buy);
  check("sell", mapping.sell);
  check("multiplier", mapping.multiplier);
  check("base_at", mapping.base_at);
  check("date", mapping.date.at);
  check("no_news", mapping.no_news);
  for (const auto& condition : mapping.where) check("where", condition.at);
  if (mapping.error) {
    check("error/at", mapping.error->at);
    check("error/message", mapping.error->message);
  }
}

void check_ways(const Mapping& mapping, Checks& checks) {
  const bool csv = mapping.format == Format::csv;
  checks.that(csv || !(mapping.pivot || mapping.skip_lines > 0 || !mapping.header), "format",
              "pivot, skip_lines and header are for csv");
  checks.that(!(csv && (mapping.error || mapping.no_news || mapping.base_at)), "format",
              "error, no_news and base_at are for json and xml");
  checks.that(!csv || mapping.date.of_row || is_line_number(mapping.date.at), "date/document",
              fmt::format("expected the number of a line, got {}", excerpt(mapping.date.at, 40)));
  checks.that(mapping.base || !mapping.base_at, "base_at", "expected base beside it");
  if (mapping.pivot) {
    checks.that(mapping.header && !mapping.code && !mapping.pair && !mapping.rate && !mapping.buy,
                "pivot",
                "expected a header and neither code, pair nor rate: the columns are the codes");
  } else {
    checks.that(mapping.code.has_value() != mapping.pair.has_value(), "code",
                "expected either code or pair");
    checks.that(mapping.rate.has_value() != (mapping.buy && mapping.sell), "rate",
                "expected either rate, or buy and sell");
    checks.that(mapping.buy.has_value() == mapping.sell.has_value(), "buy",
                "expected buy and sell together");
  }
  checks.that(
      mapping.pair.has_value() != mapping.base.has_value(), "base",
      mapping.pair ? "expected none beside pair" : "expected the currency that the rates are in");
}

}  // namespace

Checked check_mapping(const Mapping& mapping, const std::string& pointer) {
  Checks checks(pointer);
  check_ways(mapping, checks);
  check_selectors(mapping, checks);
  checks.that(mapping.encoding.empty() || is_known_charset(mapping.encoding), "encoding",
              fmt::format("expected a character set like \"windows-1251\", got {}",
                          excerpt(mapping.encoding, 40)));
  const auto& marks = mapping.decimal_marks;
  checks.that(marks == "." || marks == "," || marks == ".,", "decimal_marks",
              fmt::format("expected \".\", \",\" or \".,\", got {}", excerpt(marks, 20)));
  for (const auto& pattern : mapping.date.patterns)
    checks.note("date/patterns", pattern_problem(pattern));
  for (const auto& code : mapping.required) {
    checks.that(rates::Currency::parse(code).has_value(), "required",
                fmt::format("expected currency codes, got {}", excerpt(code, 20)));
  }
  return checks.result();
}

}  // namespace tickerd::feeds
