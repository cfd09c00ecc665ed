#include "feeds/health_book.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rates/log_text.hpp"

namespace tickerd::feeds {
namespace {

constexpr std::size_t most_problems = 20;
constexpr std::size_t most_states = 20;

bool same(const RowProblem& a, const RowProblem& b) {
  return a.where == b.where && a.what == b.what;
}

}  // namespace

HealthBook::HealthBook(std::string feed, rates::Log& log) : feed_(std::move(feed)), log_(log) {}

void HealthBook::attempted(rates::Timestamp now) {
  ++health_.attempts;
  health_.last_attempt = now;
}

void HealthBook::succeeded(rates::Timestamp now, const Table& table) {
  good(now);
  note_problems(table.problems);
}

void HealthBook::unchanged(rates::Timestamp now) {
  ++health_.unchanged;
  good(now);
}

void HealthBook::good(rates::Timestamp now) {
  if (health_.state == FeedHealth::State::failing) {
    log_.info("poll_recovered",
              fmt::format("feed={} failures={}", feed_, health_.failures_in_a_row));
  } else if (health_.state == FeedHealth::State::starting) {
    log_.info("feed_started", fmt::format("feed={}", feed_));
  }
  health_.state = FeedHealth::State::ok;
  health_.last_success = now;
  health_.last_error.reset();
  health_.failures_in_a_row = 0;
}

void HealthBook::failed(const rates::Error& error) {
  const bool is_news = !health_.last_error || health_.last_error->code != error.code;
  ++health_.failures_in_a_row;
  ++health_.failures[error.code];
  health_.state = FeedHealth::State::failing;
  health_.last_error = rates::Error{error.code, fmt::format("{}: {}", feed_, error.detail)};
  if (!is_news) return;
  log_.warning("poll_failed", fmt::format("feed={} code={} failures={} detail={}", feed_,
                                          rates::to_string(error.code), health_.failures_in_a_row,
                                          rates::log_value(error.detail)));
}

void HealthBook::connection(std::string_view state, rates::Timestamp now) {
  if (health_.connection == state) return;
  health_.connection = state;
  health_.next_attempt.reset();
  auto& states = health_.connection_log;
  if (states.size() == most_states) states.erase(states.begin());
  states.emplace_back(now, state);
}

void HealthBook::refused(const rates::Error& error) {
  if (health_.last_error) return;
  health_.last_error = rates::Error{error.code, fmt::format("{}: {}", feed_, error.detail)};
  log_.warning("poll_refused",
               fmt::format("feed={} code={} detail={}", feed_, rates::to_string(error.code),
                           rates::log_value(error.detail)));
}

void HealthBook::note_problems(const std::vector<RowProblem>& problems) {
  const auto count = std::min(problems.size(), most_problems);
  std::vector<RowProblem> kept(problems.begin(),
                               problems.begin() + static_cast<std::ptrdiff_t>(count));
  const bool is_news = !std::ranges::equal(kept, health_.row_problems, same);
  health_.row_problems = std::move(kept);
  if (!is_news || problems.empty()) return;
  const auto& [where, what] = problems.front();
  log_.warning("rows_skipped", fmt::format("feed={} count={} first={}", feed_, problems.size(),
                                           rates::log_value(fmt::format("{}: {}", where, what))));
}

}  // namespace tickerd::feeds
