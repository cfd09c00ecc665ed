// How large a year of history is and how fast it is read: pairs with one rate a minute, each level
// filled as far as it is kept by default.
//
// usage: history_year FOLDER [PAIRS=200]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "http/history_api.hpp"
#include "store/history_file.hpp"
#include "store/history_reader.hpp"
#include "store/history_rows.hpp"
#include "store/schema.hpp"

namespace {

using namespace tickerd;
using rates::Interval;
using rates::Timestamp;
using std::chrono::steady_clock;

const Timestamp end{std::chrono::sys_days(std::chrono::year(2026) / 5 / 19)};

template <class T>
T sure(rates::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().detail);
    std::exit(1);
  }
  return *std::move(result);
}
void sure(const rates::Result<void>& result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().detail);
    std::exit(1);
  }
}

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

rates::CurrencyPair pair(int number) {
  const auto letter = [number](int place) { return static_cast<char>('A' + number / place % 26); };
  return sure(rates::CurrencyPair::parse(fmt::format("{}{}X/USD", letter(26), letter(1))));
}

/// A walk with as many digits as an inverted quote has.
class Walk {
 public:
  rates::Decimal next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    level_ += static_cast<std::int64_t>(state_ >> 60U) - 7;
    return (rates::Decimal(1) / rates::Decimal(400'000 + level_ % 100'000))
        .rounded(store::history_digits);
  }

 private:
  std::uint64_t state_ = 1;
  std::int64_t level_ = 0;
};

/// The points of the last days, through the path of a running server.
std::size_t write_points(store::HistoryFile& file, int pairs, int days) {
  std::vector<rates::HistoryPoint> points;
  std::size_t count = 0;
  Walk walk;
  std::uint64_t seq = 0;
  for (auto at = end - std::chrono::days(days); at < end; at += std::chrono::minutes(1)) {
    ++seq;
    for (int number = 0; number < pairs; ++number) {
      points.push_back({.pair = pair(number),
                        .as_of = rates::AsOf(at),
                        .value = walk.next(),
                        .source = "stream",
                        .published_at = at,
                        .seq = seq});
    }
    if (points.size() < 20'000) continue;
    count += sure(file.write(points));
    points.clear();
  }
  return count + sure(file.write(points));
}

/// A bar of one rate a minute.
rates::Bar bar_at(Interval interval, rates::Timestamp start, Walk& walk) {
  const auto close = walk.next();
  rates::Bar bar{.start = start,
                 .open = close,
                 .high = close,
                 .low = close,
                 .close = close,
                 .source = "stream",
                 .points = 1,
                 .opened_at = start,
                 .closed_at = start};
  if (interval == Interval::minute) return bar;
  bar.points = interval == Interval::hour ? 60 : 1440;
  bar.closed_at = rates::bar_end(interval, start) - std::chrono::minutes(1);
  bar.open = walk.next();
  bar.high = std::max({bar.open, close, walk.next()});
  bar.low = std::min({bar.open, close, walk.next()});
  return bar;
}

/// The bars of a level from `days` ago until where the points begin: by their time, as they come,
/// so that the pages are as full as those of a server that ran all the while.
std::size_t write_bars(store::Database& database, store::HistoryRows& rows, Interval interval,
                       int pairs, int days, int days_of_points) {
  std::size_t count = 0;
  Walk walk;
  const auto until = end - std::chrono::days(days_of_points);
  for (auto start = end - std::chrono::days(days); start < until;) {
    auto transaction = sure(store::Transaction::begin(database));
    for (const auto next = std::min(until, start + std::chrono::hours(24)); start < next;
         start = rates::bar_end(interval, start)) {
      for (int number = 0; number < pairs; ++number) {
        sure(rows.write(pair(number), interval, bar_at(interval, start, walk)));
        ++count;
      }
    }
    sure(transaction.commit());
  }
  return count;
}

/// The shortest of some runs, in milliseconds.
double fastest(const std::function<void()>& run) {
  double best = 1e9;
  for (int tries = 0; tries < 15; ++tries) {
    const auto begin = steady_clock::now();
    run();
    best = std::min(best, seconds_since(begin) * 1000);
  }
  return best;
}

void measure_read(const std::filesystem::path& file, Interval interval) {
  store::HistoryReader reader(file);
  http::HistoryRequest request{.query = {.pair = pair(0),
                                         .interval = interval,
                                         .from = end - std::chrono::days(365),
                                         .until = end,
                                         .limit = 10'000,
                                         .after = std::nullopt}};
  std::size_t items = 0;
  std::size_t bytes = 0;
  const auto best = fastest([&] {
    const auto page = sure(reader.read(request.query));
    items = page.bars.size();
    bytes = http::history_json(request, page).size();
  });
  fmt::print("read a pair and year at {}: {} bars, {} bytes of JSON, {:.1f} ms\n",
             rates::to_string(interval), items, bytes, best);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: history_year FOLDER [PAIRS=200]\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const int pairs = argc > 2 ? std::atoi(argv[2]) : 200;
  constexpr int days_of_points = 14;
  std::filesystem::create_directories(folder);
  const auto name = folder / "history.sqlite";
  const rates::SystemClock clock;
  rates::NullLog log;
  {
    const auto file = sure(store::HistoryFile::open(name, clock, log));  // makes the tables
    const auto database = sure(store::Database::open(name));
    sure(database->execute("PRAGMA synchronous = NORMAL"));
    auto rows = sure(store::HistoryRows::prepare(*database));
    const auto begin = steady_clock::now();
    std::size_t count = 0;
    count += write_bars(*database, rows, Interval::day, pairs, 365, days_of_points);
    count += write_bars(*database, rows, Interval::hour, pairs, 365, days_of_points);
    count += write_bars(*database, rows, Interval::minute, pairs, 90, days_of_points);
    fmt::print("wrote {} earlier bars: {:.0f} a second\n", count,
               static_cast<double>(count) / seconds_since(begin));
  }
  {
    const auto file = sure(store::HistoryFile::open(name, clock, log));
    const auto begin = steady_clock::now();
    const auto count = write_points(*file, pairs, days_of_points);
    fmt::print("wrote {} points with their bars: {:.0f} a second\n", count,
               static_cast<double>(count) / seconds_since(begin));
  }
  sure(sure(store::Database::open(name))->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  fmt::print("{}: {:.2f} GB\n", name.string(),
             static_cast<double>(std::filesystem::file_size(name)) / 1e9);
  measure_read(name, Interval::hour);
  measure_read(name, Interval::day);
}
