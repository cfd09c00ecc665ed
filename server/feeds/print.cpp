#include "feeds/print.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::feeds {
namespace {

using nlohmann::ordered_json;

/// row, pair, value, as written, multiplier, as of
using PrintedRow = std::array<std::string, 6>;

/// A quote with what its origin tells, or empty texts where none was kept.
PrintedRow printed_row(const rates::Quote& quote) {
  const rates::Origin none;
  const auto& origin = quote.origin ? *quote.origin : none;
  const auto& written =
      origin.buy.empty() ? origin.rate : fmt::format("{} to {}", origin.buy, origin.sell);
  return {origin.row, quote.pair.text(), quote.value.exact(),
          written,    origin.multiplier, quote.as_of.text()};
}

std::string aligned(const std::vector<PrintedRow>& lines) {
  std::array<std::size_t, 6> widths{};
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string out;
  for (const auto& line : lines) {
    out +=
        fmt::format("{:<{}}  {:<{}}  {:>{}}  {:>{}}  {:>{}}  {}\n", line[0], widths[0], line[1],
                    widths[1], line[2], widths[2], line[3], widths[3], line[4], widths[4], line[5]);
  }
  return out;
}

std::string reasons(std::string_view title, const std::vector<RowProblem>& rows) {
  if (rows.empty()) return {};
  std::string out = fmt::format("{}:\n", title);
  for (const auto& [where, what] : rows) out += fmt::format("  {}: {}\n", where, what);
  return out;
}

ordered_json reasons_json(const std::vector<RowProblem>& rows) {
  ordered_json out = ordered_json::array();
  for (const auto& [where, what] : rows) out.push_back({{"where", where}, {"what", what}});
  return out;
}

ordered_json quote_json(const rates::Quote& quote) {
  ordered_json out = {
      {"pair", quote.pair.text()}, {"value", quote.value.exact()}, {"as_of", quote.as_of.text()}};
  if (!quote.origin) return out;
  out["row"] = quote.origin->row;
  if (quote.origin->buy.empty()) {
    out["rate"] = quote.origin->rate;
  } else {
    out["buy"] = quote.origin->buy;
    out["sell"] = quote.origin->sell;
  }
  out["multiplier"] = quote.origin->multiplier;
  return out;
}

/// The bytes that all quotes of a table are from; null when there are no quotes or none was kept.
ordered_json document_json(const Table& table) {
  if (table.quotes.empty() || !table.quotes.front().origin) return nullptr;
  const auto& document = *table.quotes.front().origin->document;
  return {{"url", document.url},
          {"sha256", document.sha256},
          {"bytes", document.bytes},
          {"content_type", document.content_type}};
}

}  // namespace

std::string table_text(const Table& table) {
  if (table.no_news) return "no news: the source published nothing\n";
  std::vector<PrintedRow> lines = {{"row", "pair", "value", "as written", "for", "as of"}};
  for (const auto& quote : table.quotes) lines.push_back(printed_row(quote));
  return aligned(lines) +
         fmt::format("{} quotes, {} rows not read, {} left out\n", table.quotes.size(),
                     table.problems.size(), table.left_out.size()) +
         reasons("not read", table.problems) + reasons("left out", table.left_out);
}

std::string table_json(const Table& table) {
  ordered_json out;
  out["quotes"] = ordered_json::array();
  for (const auto& quote : table.quotes) out["quotes"].push_back(quote_json(quote));
  out["problems"] = reasons_json(table.problems);
  out["left_out"] = reasons_json(table.left_out);
  out["no_news"] = table.no_news;
  out["document"] = document_json(table);
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace tickerd::feeds
