#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/history_records.hpp"
#include "store/history_reader.hpp"

namespace tickerd::app {
namespace {

constexpr std::size_t points_at_once = 5000;
constexpr rates::Timestamp first_moment{std::chrono::sys_days(std::chrono::year(1900) / 1 / 1)};
constexpr rates::Timestamp last_moment{std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)};

/// The questions to ask: one a pair.
rates::Result<std::vector<rates::HistoryQuery>> queries(const ExportArguments& arguments,
                                                        store::HistoryReader& reader) {
  const auto from = arguments.from.empty() ? rates::Result<rates::Timestamp>(first_moment)
                                           : rates::parse_span_begin(arguments.from);
  if (!from) return rates::fail(from.error().code, "--from: " + from.error().detail);
  const auto until = arguments.to.empty() ? rates::Result<rates::Timestamp>(last_moment)
                                          : rates::parse_span_end(arguments.to);
  if (!until) return rates::fail(until.error().code, "--to: " + until.error().detail);
  std::vector<rates::CurrencyPair> pairs;
  for (const auto& text : arguments.pairs) {
    const auto pair = rates::CurrencyPair::parse(text);
    if (!pair) return std::unexpected(pair.error());
    pairs.push_back(*pair);
  }
  if (pairs.empty()) {
    auto all = reader.pairs();
    if (!all) return std::unexpected(all.error());
    pairs = *std::move(all);
  }
  std::vector<rates::HistoryQuery> made;
  for (const auto& pair : pairs) {
    made.push_back({.pair = pair,
                    .interval = rates::Interval::raw,
                    .from = *from,
                    .until = *until,
                    .limit = points_at_once,
                    .after = std::nullopt});
  }
  return made;
}

/// Writes all that a query gives; returns how many points.
rates::Result<std::size_t> write_all(store::HistoryReader& reader, rates::HistoryQuery query,
                                     RecordFormat format, std::FILE* out) {
  std::size_t count = 0;
  for (;;) {
    const auto page = reader.read(query);
    if (!page) return std::unexpected(page.error());
    for (const auto& point : page->points) fmt::print(out, "{}", record_of(point, format));
    if (std::ferror(out) != 0) {
      return rates::fail(rates::Errc::storage, "the output cannot be written");
    }
    count += page->points.size();
    if (!page->next) return count;
    query.after = page->next;
  }
}

}  // namespace

int export_command(const ExportArguments& arguments) {
  const auto format = parse_record_format(arguments.format);
  if (!format) return failed("--format: " + format.error().detail);
  const auto config = find_config(arguments.config);
  if (!config) return exit_bad_config;
  if (config->data_dir.empty()) return failed("data_dir: expected a folder, there is none to read");
  store::HistoryReader reader(config->data_dir / "history.sqlite");
  const auto asked = queries(arguments, reader);
  if (!asked) return failed(asked.error().detail);

  const bool to_file = !arguments.file.empty() && arguments.file != "-";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      to_file ? std::fopen(arguments.file.c_str(), "w") : nullptr,
      [](std::FILE* opened) { return opened == nullptr ? 0 : std::fclose(opened); });
  if (to_file && !file) return failed(fmt::format("{}: cannot be written", arguments.file));
  auto* const out = to_file ? file.get() : stdout;
  fmt::print(out, "{}", record_header(*format));
  std::size_t count = 0;
  for (const auto& query : *asked) {
    const auto written = write_all(reader, query, *format, out);
    if (!written) return failed(written.error().detail);
    count += *written;
  }
  if (std::fflush(out) != 0) return failed("the output cannot be written");
  fmt::print(stderr, "tickerd: {} points of {} pairs\n", count, asked->size());
  return exit_ok;
}

}  // namespace tickerd::app
