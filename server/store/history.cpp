#include "store/history.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "store/give_way.hpp"
#include "store/set_aside.hpp"

namespace tickerd::store {

using rates::Errc;
using rates::HistoryPoint;
using rates::Result;
using std::chrono::steady_clock;

namespace {

/// One transaction: long enough to be cheap, short enough to let a reader in.
constexpr std::size_t most_at_once = 20'000;

HistoryPoint point_of(const rates::Rate& rate, std::uint64_t seq, rates::Timestamp published_at) {
  return {.pair = rate.pair,
          .as_of = rate.as_of,
          .value = rate.value,
          .source = rate.source,
          .published_at = published_at,
          .seq = seq};
}

}  // namespace

History::History(const std::filesystem::path& folder, Options options, const rates::Clock& clock,
                 rates::Log& log)
    : file_(folder / "history.sqlite"),
      options_(options),
      clock_(clock),
      log_(log),
      forget_at_(steady_clock::now() + options.forget_every) {
  note(write({}));  // readers find the file
  thread_ = std::thread([this] { run(); });
}

History::~History() {
  {
    const std::scoped_lock hold(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void History::add(const rates::Batch& batch) {
  std::vector<HistoryPoint> points;
  for (const auto& rate : batch.rates) {
    if (is_new(rate)) points.push_back(point_of(rate, batch.seq, batch.published_at));
  }
  add(std::move(points));
}

void History::add(std::span<const rates::SequencedRate> recovered) {
  std::vector<HistoryPoint> points;
  for (const auto& [rate, seq] : recovered) {
    if (rate.as_of.is_date() && is_new(rate)) {
      points.push_back(point_of(rate, seq, rate.fetched_at));
    }
  }
  add(std::move(points));
}

/// Whether a rate says something else than the last of its pair did; that is remembered then.
bool History::is_new(const rates::Rate& rate) {
  if (rate.status == rates::Status::held) return false;
  Said said{.value = rate.value, .as_of = rate.as_of, .source = rate.source};
  const auto [known, is_first] = newest_.try_emplace(rate.pair, said);
  if (is_first) return true;
  if (known->second == said) return false;
  known->second = std::move(said);
  return true;
}

void History::add(std::vector<HistoryPoint> points) {
  if (points.empty()) return;
  {
    const std::scoped_lock hold(mutex_);
    waiting_.insert(waiting_.end(), std::move_iterator(points.begin()),
                    std::move_iterator(points.end()));
    if (waiting_.size() > options_.most_waiting) {
      // A tenth more at once: to move all of them for each new one would take the engine's time.
      const auto gone = std::min(
          waiting_.size(), waiting_.size() - options_.most_waiting + options_.most_waiting / 10);
      waiting_.erase(waiting_.begin(), std::next(waiting_.begin(), static_cast<long>(gone)));
      state_.dropped += gone;
    }
  }
  wake_.notify_one();
}

History::State History::state() const {
  const std::scoped_lock hold(mutex_);
  auto state = state_;
  state.waiting = waiting_.size();
  return state;
}

void History::run() {
  give_way();  // or what a rate wakes on its way waits until a time slice of ours ends
  while (wait_for_work()) {
    write_waiting();
    if (steady_clock::now() >= forget_at_) forget_old();
  }
  write_waiting();
}

/// Sleeps until the next commit is due. False when the thread is to end.
bool History::wait_for_work() {
  std::unique_lock hold(mutex_);
  const bool failing = !state_.degraded.empty();
  const auto is_stopping = [this] { return stopping_; };
  if (failing) {
    wake_.wait_for(hold, options_.retry_every, is_stopping);
    return !stopping_;
  }
  wake_.wait_until(hold, forget_at_, [this] { return stopping_ || !waiting_.empty(); });
  // The first point has come: those that follow soon are written with it.
  wake_.wait_for(hold, options_.commit_every, is_stopping);
  return !stopping_;
}

void History::write_waiting() {
  for (;;) {
    std::vector<HistoryPoint> points;
    {
      const std::scoped_lock hold(mutex_);
      if (waiting_.size() <= most_at_once) {
        points.swap(waiting_);  // at once: the engine may wait for the lock
      } else {
        const auto end = std::next(waiting_.begin(), static_cast<long>(most_at_once));
        points.assign(std::move_iterator(waiting_.begin()), std::move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
      }
    }
    if (points.empty() && database_) return;
    const auto written = write(points);
    note(written);
    if (!written) {
      const std::scoped_lock hold(mutex_);
      waiting_.insert(waiting_.begin(), points.begin(), points.end());
      return;
    }
  }
}

Result<void> History::write(std::span<const HistoryPoint> points) {
  if (!database_) {
    auto opened = HistoryFile::open(file_, clock_, log_);
    if (!opened) return std::unexpected(opened.error());
    database_ = *std::move(opened);
  }
  if (points.empty()) return {};
  const auto written = database_->write(points);
  if (!written) {
    if (written.error().code == Errc::corrupt) {
      database_.reset();
      if (const auto moved = set_aside(file_, clock_, log_); !moved) return moved;
    }
    return std::unexpected(written.error());
  }
  const std::scoped_lock hold(mutex_);
  state_.written += *written;
  return {};
}

void History::forget_old() {
  forget_at_ = steady_clock::now() + options_.forget_every;
  if (!database_) return;
  const auto gone = database_->forget(options_.retention, clock_.now());
  if (!gone) {
    log_.error("history_failed", gone.error().detail);
  } else if (*gone > 0) {
    log_.info("history_forgotten", fmt::format("rows={}", *gone));
  }
}

/// Says once for each run of failures what is wrong, and when it has ended.
void History::note(const Result<void>& outcome) {
  const std::scoped_lock hold(mutex_);
  if (!outcome && state_.degraded.empty()) log_.error("history_failed", outcome.error().detail);
  if (outcome && !state_.degraded.empty()) {
    log_.info("history_recovered",
              fmt::format("file={} dropped={}", file_.string(), state_.dropped));
  }
  state_.degraded = outcome ? std::string() : outcome.error().detail;
}

}  // namespace tickerd::store
