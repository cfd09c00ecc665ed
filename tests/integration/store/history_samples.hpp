#pragma once

#include <filesystem>
#include <string_view>
#include <thread>
#include <vector>

#include "integration/store/samples.hpp"
#include "store/history.hpp"
#include "store/history_reader.hpp"

namespace tickerd::store::test {

/// Commits at once, that a test need not wait.
constexpr History::Options quick{.retention = {},
                                 .commit_every = std::chrono::milliseconds(5),
                                 .retry_every = std::chrono::milliseconds(20),
                                 .forget_every = std::chrono::minutes(10),
                                 .most_waiting = 100};

inline rates::AsOf tick(std::string_view instant, std::string_view day) {
  return rates::AsOf(at(instant)).counted_to(sure(rates::parse_date(day)));
}

inline rates::HistoryPoint point(const rates::AsOf& of, std::string_view value,
                                 std::uint64_t seq = 1, std::string_view name = "KGS/USD") {
  return {.pair = pair(name),
          .as_of = of,
          .value = decimal(value),
          .source = "nbkr",
          .published_at = published,
          .seq = seq};
}

/// A batch of one rate.
inline rates::Batch batch(std::uint64_t seq, std::string_view value, const rates::AsOf& of,
                          rates::Status status = rates::Status::live) {
  auto one = rate("KGS/USD", value);
  one.as_of = of;
  one.status = status;
  return {.epoch = "e", .seq = seq, .published_at = published, .rates = {one}};
}

/// All there is of a pair.
inline rates::HistoryQuery everything(rates::Interval interval, std::string_view name = "KGS/USD") {
  return {.pair = pair(name),
          .interval = interval,
          .from = at("1990-01-01T00:00:00Z"),
          .until = at("2100-01-01T00:00:00Z"),
          .limit = 100'000,
          .after = std::nullopt};
}

/// "2026-05-18 0.01 #3" of each point.
inline std::vector<std::string> described(const std::vector<rates::HistoryPoint>& points) {
  std::vector<std::string> texts;
  for (const auto& one : points) {
    texts.push_back(fmt::format("{} {} #{}", one.as_of.text(), one.value.exact(), one.seq));
  }
  return texts;
}

/// "2026-05-18T00:00:00.000Z open high low close xPOINTS" of each bar.
inline std::vector<std::string> described(const std::vector<rates::Bar>& bars) {
  std::vector<std::string> texts;
  for (const auto& bar : bars) {
    texts.push_back(fmt::format("{} {} {} {} {} x{}", rates::to_string(bar.start), bar.open.exact(),
                                bar.high.exact(), bar.low.exact(), bar.close.exact(), bar.points));
  }
  return texts;
}

inline std::unique_ptr<HistoryFile> open_history(const std::filesystem::path& folder) {
  static rates::NullLog log;
  static const rates::SystemClock clock;
  return sure(HistoryFile::open(folder / "history.sqlite", clock, log));
}

template <class Holds>
bool eventually(Holds holds) {
  for (int tries = 0; tries < 500; ++tries) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Keeps what was logged.
class Lines final : public rates::Log {
 public:
  void write(Level, std::string_view event, std::string_view detail) override {
    const std::scoped_lock hold(mutex_);
    text_ += fmt::format("{} {}\n", event, detail);
  }
  std::string text() const {
    const std::scoped_lock hold(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

}  // namespace tickerd::store::test
