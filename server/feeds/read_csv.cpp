#include <charconv>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;
using Cells = std::vector<std::string>;

constexpr std::size_t most_columns = 1'000;

/// A line of the text that has cells in it, and its number from 1.
struct Line {
  std::size_t number;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  std::size_t number = 0;
  while (!text.empty() && lines.size() <= most_rows + 100) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back({++number, text.substr(0, end)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The cells of a line, blanks around them and the quotes of RFC 4180 taken away.
Cells cells_of(std::string_view line, char separator) {
  Cells cells;
  std::string cell;
  bool quoted = false;
  const auto finish = [&] { cells.emplace_back(trim(std::exchange(cell, {}))); };
  for (std::size_t i = 0; i < line.size() && cells.size() < most_columns; ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cell += line[++i];
    } else if (c == '"' && (quoted || trim(cell).empty())) {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      finish();
    } else {
      cell += c;
    }
  }
  finish();
  return cells;
}

std::optional<std::size_t> as_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

/// Where a column stands, from 0, or the text it always has; neither for a selector not given.
struct Column {
  std::optional<std::size_t> index{};
  std::optional<std::string> constant{};
  std::optional<std::string> of(const Cells& cells) const {
    if (constant) return constant;
    if (!index || *index >= cells.size()) return std::nullopt;
    return cells[*index];
  }
};

/// Turns the selectors of a mapping into columns of the document at hand.
class Columns {
 public:
  explicit Columns(const Cells& header) : header_(header) {}

  Column find(const std::optional<Selector>& selector) {
    if (!selector) return {};
    if (const auto text = constant_of(*selector)) return {.constant = std::string(*text)};
    if (const auto number = as_number(*selector)) return {.index = *number - 1};
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == *selector) return {.index = i};
    }
    if (missing_.empty()) missing_ = *selector;
    return {};
  }

  rates::Result<void> complete() const {
    if (missing_.empty()) return {};
    return fail(Errc::bad_document,
                fmt::format("expected a column {}, the header has {}", excerpt(missing_),
                            excerpt(fmt::format("{}", fmt::join(header_, " ")))));
  }

 private:
  const Cells& header_;
  std::string missing_;
};

rates::Result<void> add_rows(const Mapping& mapping, const Cells& header,
                             std::span<const Line> lines, RawDocument& document) {
  Columns columns(header);
  const auto code = columns.find(mapping.code);
  const auto pair = columns.find(mapping.pair);
  const auto rate = columns.find(mapping.rate);
  const auto buy = columns.find(mapping.buy);
  const auto sell = columns.find(mapping.sell);
  const auto multiplier = columns.find(mapping.multiplier);
  const auto date = mapping.date.of_row ? columns.find(mapping.date.at) : Column{};
  std::vector<Column> conditions;
  for (const auto& condition : mapping.where) conditions.push_back(columns.find(condition.at));
  if (auto all = columns.complete(); !all) return all;

  for (const auto& [number, text] : lines) {
    if (trim(text).empty()) continue;
    const auto cells = cells_of(text, mapping.separator);
    RawRow row;
    row.where = fmt::format("line {}", number);
    row.code = code.of(cells);
    row.pair = pair.of(cells);
    row.rate = rate.of(cells);
    row.buy = buy.of(cells);
    row.sell = sell.of(cells);
    row.multiplier = multiplier.of(cells);
    row.date = date.of(cells);
    for (const auto& column : conditions) row.conditions.push_back(column.of(cells));
    document.rows.push_back(std::move(row));
  }
  return {};
}

/// A table whose columns are codes: each cell right of the date is a row.
rates::Result<void> add_cells(const Mapping& mapping, const Cells& header,
                              std::span<const Line> lines, RawDocument& document) {
  Columns columns(header);
  const auto date = mapping.date.of_row ? columns.find(mapping.date.at) : Column{};
  if (auto all = columns.complete(); !all) return all;
  for (const auto& [number, text] : lines) {
    if (trim(text).empty()) continue;
    const auto cells = cells_of(text, mapping.separator);
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (i == date.index || header[i].empty()) continue;
      if (document.rows.size() >= most_rows) {
        return fail(Errc::too_large,
                    fmt::format("line {}: expected at most {} rates in all", number, most_rows));
      }
      RawRow row;
      row.where = fmt::format("line {}", number);
      row.code = header[i];
      if (i < cells.size()) row.rate = cells[i];
      row.date = date.of(cells);
      document.rows.push_back(std::move(row));
    }
  }
  return {};
}

}  // namespace

rates::Result<RawDocument> read_csv(const Mapping& mapping, std::string_view text) {
  const auto start = trim(text);
  if (start.empty() || start.starts_with('<') || start.starts_with('{') || start.starts_with('[')) {
    return fail(Errc::bad_document,
                fmt::format("expected text with separators, got {}", describe_body(text)));
  }
  auto lines = lines_of(text);
  if (lines.size() > most_rows) {
    return fail(Errc::too_large, fmt::format("expected at most {} lines", most_rows));
  }
  RawDocument document;
  document.looks_like = describe_body(text);
  if (!mapping.date.of_row) {
    const auto line = as_number(mapping.date.at).value_or(1);
    if (line <= lines.size()) document.date = trim(lines[line - 1].text);
  }
  std::span<const Line> rest(lines);
  rest = rest.subspan(std::min(rest.size(), static_cast<std::size_t>(mapping.skip_lines)));
  Cells header;
  if (mapping.header && !rest.empty()) {
    header = cells_of(rest.front().text, mapping.separator);
    rest = rest.subspan(1);
  }
  const auto added = mapping.pivot ? add_cells(mapping, header, rest, document)
                                   : add_rows(mapping, header, rest, document);
  if (!added) return std::unexpected(added.error());
  return document;
}

}  // namespace tickerd::feeds
