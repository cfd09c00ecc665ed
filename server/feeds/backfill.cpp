#include "feeds/backfill.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/answer_status.hpp"
#include "feeds/decode.hpp"
#include "feeds/missing_days.hpp"
#include "feeds/poll_pace.hpp"
#include "feeds/text.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using std::chrono::milliseconds;
using State = BackfillProgress::State;

constexpr int most_failures_of_a_day = 3;
constexpr int most_failures_in_a_row = 5;
/// Progress is said after so many days.
constexpr int days_a_line = 5;
constexpr int not_found = 404;
constexpr milliseconds longest_pause = std::chrono::minutes(5);
constexpr milliseconds longest_retry_after = std::chrono::hours(1);
/// How soon it is looked again whether a feed may be asked.
constexpr milliseconds look_again(200);

/// Whether asking again in this run would come to the same.
bool is_final(const rates::Error& error) {
  return error.code == Errc::refused || error.code == Errc::bad_argument;
}

std::set<rates::Date> dates_of(const std::vector<rates::Quote>& quotes) {
  std::set<rates::Date> dates;
  for (const auto& quote : quotes) dates.insert(quote.as_of.date());
  return dates;
}

}  // namespace

Backfill::Backfill(std::string name, PolledSpec spec, int days, Needs needs)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      days_(days),
      needs_(std::move(needs)),
      backoff_(spec_.preset.past->pause, longest_pause, needs_.random_seed),
      random_(static_cast<std::minstd_rand::result_type>(needs_.random_seed % 2'147'483'647)) {}

net::asio::awaitable<void> Backfill::run() {
  bool is_there = co_await turn(milliseconds(0));
  if (!is_there) co_return;
  begin();
  while (progress_.state == State::running) {
    is_there = co_await turn(pause_);
    if (!is_there) co_return;
    drop_answered();
    if (left_.empty()) {
      end(State::done);
      co_return;
    }
    const auto day = left_.front();
    const auto answer = co_await ask(day);
    if (answer) {
      answered(day, *answer);
    } else if (answer.error().code == Errc::cancelled) {
      co_return;
    } else {
      failed(day, answer.error());
    }
  }
}

net::asio::awaitable<bool> Backfill::turn(milliseconds pause) {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  while (pause.count() > 0 || !needs_.may_ask()) {
    timer.expires_after(pause.count() > 0 ? pause : look_again);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return false;  // only a cancellation ends this wait early
    pause = milliseconds(0);
  }
  co_return true;
}

void Backfill::begin() {
  const auto now = needs_.clock.now();
  const auto today =
      local_day(spec_.preset.time_zone, now).value_or(std::chrono::floor<std::chrono::days>(now));
  planned_ = missing_days(needs_.held(), today, days_, spec_.preset.calendar.get());
  left_.assign(planned_.begin(), planned_.end());
  progress_.of = static_cast<int>(planned_.size());
  progress_.state = planned_.empty() ? State::done : State::running;
  if (planned_.empty()) return;
  progress_.from = planned_.back();
  progress_.to = planned_.front();
  pause_ = pause_after_success();
  needs_.log.info("backfill_started",
                  fmt::format("feed={} days={} from={} to={}", name_, progress_.of,
                              rates::to_string(progress_.from), rates::to_string(progress_.to)));
}

milliseconds Backfill::pause_after_success() {
  const auto pause = spec_.preset.past->pause;
  std::uniform_int_distribution<milliseconds::rep> more(0, pause.count() / 2);
  return pause + milliseconds(more(random_));
}

net::asio::awaitable<rates::Result<Backfill::Answer>> Backfill::ask(rates::Date day) {
  retry_after_.reset();
  auto request = source_request(spec_.preset, spec_.preset.past->url, day, spec_.key);
  if (!request) co_return std::unexpected(std::move(request.error()));
  request->http.allow_private = spec_.allow_private;
  request->http.redirect_hosts = spec_.redirect_hosts;
  request->http.permit = needs_.permit;
  auto sent = request->http;
  auto response = co_await needs_.http.fetch(std::move(sent));
  if (!response) co_return std::unexpected(std::move(response.error()));
  co_return read(*request, *response);
}

rates::Result<Backfill::Answer> Backfill::read(const SourceRequest& request,
                                               const net::HttpResponse& response) {
  const auto now = needs_.clock.now();
  Answer answer{.url = request.http.url, .dates = {}};
  if (response.status == not_found) return answer;
  const auto body = without_key(response.body, spec_.key);
  if (!is_success(response.status)) {
    retry_after_ = parse_retry_after(response.header("Retry-After"), now);
    return std::unexpected(status_error(request.url_for_people, response.status, body));
  }
  auto table = decode(spec_.preset.mapping, body, response.header("Content-Type"), now,
                      request.url_for_people);
  if (!table) return std::unexpected(std::move(table.error()));
  answer.dates = dates_of(table->quotes);
  if (!table->quotes.empty()) needs_.on_past({name_, std::move(table->quotes)});
  return answer;
}

void Backfill::drop_answered() {
  const auto held = needs_.held();
  std::erase_if(left_, [&](rates::Date day) {
    if (held.contains(day)) return true;
    const auto request = source_request(spec_.preset, spec_.preset.past->url, day, spec_.key);
    return request && answered_urls_.contains(request->http.url);
  });
  progress_.done = progress_.of - given_up_ - static_cast<int>(left_.size());
}

void Backfill::answered(rates::Date day, const Answer& answer) {
  backoff_.succeeded();
  pause_ = pause_after_success();
  answered_urls_.insert(answer.url);
  if (!answer.dates.empty()) {
    // The last value before a day is what a source has of it: none of the days between is better.
    const auto newest = *answer.dates.rbegin();
    std::erase_if(left_, [&](rates::Date other) { return other > newest && other <= day; });
  }
  const auto before = progress_.done;
  drop_answered();
  if (left_.empty()) {
    end(State::done);
  } else if (before / days_a_line != progress_.done / days_a_line) {
    needs_.log.info("backfill_progress",
                    fmt::format("feed={} done={} of={}", name_, progress_.done, progress_.of));
  }
}

void Backfill::failed(rates::Date day, const rates::Error& error) {
  progress_.last_error = rates::Error{error.code, without_key(error.detail, spec_.key)};
  backoff_.failed();
  const auto asked = std::min(retry_after_.value_or(milliseconds(0)), longest_retry_after);
  pause_ = std::max({pause_after_success(), backoff_.next(), asked});
  left_.pop_front();
  if (++failures_[day] < most_failures_of_a_day) {
    left_.push_back(day);
  } else {
    ++given_up_;
  }
  if (is_final(error) || backoff_.failures() >= most_failures_in_a_row) {
    end(State::gave_up);
  } else if (left_.empty()) {
    end(State::done);
  }
}

void Backfill::end(State state) {
  const auto held = needs_.held();
  progress_.values = static_cast<int>(
      std::ranges::count_if(planned_, [&](rates::Date day) { return held.contains(day); }));
  progress_.state = given_up_ > 0 ? State::gave_up : state;
  const auto said = fmt::format("feed={} done={} of={} values={} from={} to={}", name_,
                                progress_.done, progress_.of, progress_.values,
                                rates::to_string(progress_.from), rates::to_string(progress_.to));
  if (progress_.state == State::done) {
    needs_.log.info("backfill_done", said);
  } else {
    needs_.log.warning("backfill_gave_up", fmt::format("{} code={} detail={}", said,
                                                       rates::to_string(progress_.last_error->code),
                                                       excerpt(progress_.last_error->detail, 200)));
  }
}

}  // namespace tickerd::feeds
