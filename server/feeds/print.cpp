#include "feeds/print.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::feeds {

std::string table_text(const Table& table) {
  if (table.no_news) return "no news: the source published nothing\n";
  std::size_t pair_width = 4;
  std::size_t value_width = 5;
  for (const auto& quote : table.quotes) {
    pair_width = std::max(pair_width, quote.pair.text().size());
    value_width = std::max(value_width, quote.value.exact().size());
  }
  std::string out =
      fmt::format("{:<{}}  {:>{}}  {}\n", "pair", pair_width, "value", value_width, "as of");
  for (const auto& quote : table.quotes) {
    out += fmt::format("{:<{}}  {:>{}}  {}\n", quote.pair.text(), pair_width, quote.value.exact(),
                       value_width, quote.as_of.text());
  }
  out += fmt::format("{} quotes, {} rows not read\n", table.quotes.size(), table.problems.size());
  for (const auto& [where, what] : table.problems) out += fmt::format("  {}: {}\n", where, what);
  return out;
}

std::string table_json(const Table& table) {
  nlohmann::ordered_json quotes = nlohmann::ordered_json::array();
  for (const auto& quote : table.quotes) {
    quotes.push_back({{"pair", quote.pair.text()},
                      {"value", quote.value.exact()},
                      {"as_of", quote.as_of.text()}});
  }
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const auto& [where, what] : table.problems)
    problems.push_back({{"where", where}, {"what", what}});
  nlohmann::ordered_json out;
  out["quotes"] = std::move(quotes);
  out["problems"] = std::move(problems);
  out["no_news"] = table.no_news;
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace tickerd::feeds
