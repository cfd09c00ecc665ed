#include "app/engine.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "app/feed_traits.hpp"
#include "net/on_pool.hpp"
#include "rates/log_text.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

/// Ages are counted in days; a second's delay of a status is invisible.
constexpr auto review_interval = std::chrono::seconds(1);

std::optional<rates::Date> newest_date(const std::string& feed,
                                       std::span<const rates::Close> closes) {
  std::optional<rates::Date> newest;
  for (const auto& close : closes) {
    if (close.feed != feed) continue;
    const auto date = close.quote.as_of.date();
    newest = std::max(newest.value_or(date), date);
  }
  return newest;
}

std::optional<rates::ExplainedDoubt> doubt_of(const rates::Desk& desk,
                                              const rates::CurrencyPair& pair) {
  auto explanation = desk.explain(pair);
  return explanation ? std::move(explanation->held) : std::nullopt;
}

}  // namespace

Engine::Engine(const Config& config, Needs needs, const rates::Recovered& recovered)
    : needs_(std::move(needs)),
      desk_(traits_of(config.feeds, config.day_end), config.pairs),
      tracked_limit_(config.limits.tracked_pairs),
      max_jump_percent_(config.max_jump_percent),
      alarms_(needs_.log, [this](const auto& pair) { return doubt_of(desk_, pair); }),
      http_(needs_.executor, needs_.lookups),
      traits_(traits_of(config.feeds, config.day_end)),
      backfill_days_(config.backfill_days),
      configured_(desk_.pairs()),
      wake_(needs_.executor),
      tasks_(needs_.executor) {
  degraded_ = needs_.rate_log.degraded();
  desk_.restore(recovered.rates, recovered.closes);
  for (const auto& [rate, seq] : recovered.rates) {
    if (rate.status == rates::Status::held) alarms_.known_held(rate.pair);
  }
  for (const auto& spec : config.feeds) {
    feeds_.push_back(open_feed(spec, {.kept_until = newest_date(spec.name, recovered.closes)}));
  }
}

Engine::~Engine() = default;

asio::awaitable<void> Engine::run() {
  // A commit under way when the cancellation comes must not be lost to an exception.
  co_await asio::this_coro::throw_if_cancelled(false);
  started_ = true;
  for (const auto& feed : feeds_) start(*feed);
  tasks_.spawn(review_ages());
  if (needs_.history != nullptr) tasks_.spawn(look_back());
  co_await publish_pending();
  tasks_.cancel();
  for (const auto& feed : feeds_) feed->tasks.cancel();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await tasks_.join();
  for (const auto& feed : feeds_) co_await feed->tasks.join();
  for (const auto& feed : leaving_) co_await feed->tasks.join();
  while (!pending_.empty()) {
    Commit last = pending_.pop();
    co_await commit(std::move(last));
  }
  stopped_ = true;
}

void Engine::take_in(const rates::FeedUpdate& update) {
  auto outcome = desk_.ingest(update, needs_.clock.now());
  counters_.quotes += update.quotes.size();
  counters_.refused_quotes += outcome.refusals.size();
  if (!outcome.refusals.empty()) {
    const auto& first = outcome.refusals.front();
    needs_.log.debug(
        "quotes_refused",
        fmt::format("feed={} count={} first={} reason={}", update.feed, outcome.refusals.size(),
                    first.quote.pair.text(), rates::log_value(first.reason)));
  }
  refusals_ = std::exchange(outcome.refusals, {});
  went_held_.clear();
  for (const auto& rate : outcome.rates) {
    if (rate.status == rates::Status::held) went_held_.insert(rate.pair);
  }
  settle(std::move(outcome), update.heard_at.value_or(std::chrono::steady_clock::now()));
}

void Engine::note_silence(const std::string& feed, bool silent) {
  settle(desk_.set_silent(feed, silent, needs_.clock.now()));
}

void Engine::settle(rates::Outcome outcome,
                    std::optional<std::chrono::steady_clock::time_point> heard_at,
                    std::function<void()> done) {
  if (needs_.keep_past && !outcome.past.empty()) needs_.keep_past(std::move(outcome.past));
  alarms_.contradictions(desk_.contradictions());
  alarms_.inconsistencies(desk_.inconsistencies());
  alarms_.rates(outcome.rates);
  enqueue({std::move(outcome.rates), std::move(outcome.closes), std::move(done), heard_at});
}

void Engine::enqueue(Commit pending) {
  if (pending.rates.empty() && pending.closes.empty() && !pending.done) return;
  if (stopped_) {
    if (pending.done) pending.done();
    return;
  }
  pending_.push(std::move(pending));
  wake_.cancel();
}

asio::awaitable<void> Engine::publish_pending() {
  for (;;) {
    while (!pending_.empty()) {
      Commit next = pending_.pop();
      co_await commit(std::move(next));
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
    wake_.expires_at(asio::steady_timer::time_point::max());
    co_await wake_.async_wait(net::use_tuple);
  }
}

asio::awaitable<void> Engine::commit(Commit pending) {
  if (!pending.rates.empty()) {
    auto work = [this, &pending] {
      return needs_.rate_log.append(std::move(pending.rates), pending.closes, needs_.clock.now());
    };
    const rates::BatchPtr batch = co_await net::on_pool(needs_.disk, std::move(work));
    ++counters_.batches;
    if (!needs_.rate_log.degraded().empty()) ++counters_.volatile_batches;
    needs_.publish(batch, pending.heard_at);
  } else if (!pending.closes.empty()) {
    auto work = [this, &pending] { return needs_.rate_log.keep(pending.closes); };
    const rates::Result<void> kept = co_await net::on_pool(needs_.disk, std::move(work));
    if (!kept) {
      ++counters_.failed_keeps;
      needs_.log.error("store_failed",
                       fmt::format("detail={}", rates::log_value(kept.error().detail)));
    }
  }
  degraded_ = needs_.rate_log.degraded();
  if (pending.done) pending.done();
}

asio::awaitable<void> Engine::review_ages() {
  asio::steady_timer timer(needs_.executor);
  for (;;) {
    settle(desk_.review(needs_.clock.now()));
    std::erase_if(leaving_, [](const RunningPtr& feed) { return feed->tasks.size() == 0; });
    timer.expires_after(review_interval);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early
  }
}

void Engine::track(const std::vector<rates::CurrencyPair>& pairs,
                   std::function<void(std::vector<Tracked>)> done) {
  std::vector<Tracked> answers;
  answers.reserve(pairs.size());
  Commit pending;
  for (const auto& pair : pairs) {
    answers.push_back({pair, track_one(pair, pending.rates)});
  }
  alarms_.rates(pending.rates);
  pending.done = [done = std::move(done), answers = std::move(answers)]() mutable {
    done(std::move(answers));
  };
  enqueue(std::move(pending));
}

Engine::Tracking Engine::track_one(const rates::CurrencyPair& pair,
                                   std::vector<rates::Rate>& rates) {
  if (desk_.tracks(pair)) return Tracking::published;
  if (counters_.tracked_pairs >= tracked_limit_) return Tracking::too_many;
  auto rate = desk_.track(rule_of_asked(pair), needs_.clock.now());
  if (!rate) return Tracking::unknown;
  rates.push_back(*std::move(rate));
  ++counters_.tracked_pairs;
  return Tracking::published;
}

void Engine::push(const std::string& feed, const std::string& body, const std::string& content_type,
                  std::function<void(http::PushResult)> done) {
  if (stopped_) {
    done(rates::fail(rates::Errc::cancelled, "the server is on its way out"));
    return;
  }
  refusals_.clear();
  went_held_.clear();
  auto* const door = find_pushed(feed);
  if (door == nullptr) {
    done(rates::fail(rates::Errc::cancelled, "the feed has left the configuration"));
    return;
  }
  const auto table = door->push(body, content_type);
  if (!table) {
    ++counters_.refused_pushes;
    done(std::unexpected(table.error()));
    return;
  }
  ++counters_.taken_pushes;
  http::PushedBatch batch{.taken = table->quotes.size() - refusals_.size(), .problems = {}};
  batch.held = held_by(feed, table->quotes);
  for (const auto& [where, what] : table->problems) batch.problems.push_back({where, what});
  for (const auto& [quote, reason] : std::exchange(refusals_, {})) {
    batch.problems.push_back({quote.pair.text(), reason});
  }
  // Behind the batch of its quotes, if there is one.
  enqueue({.rates = {}, .closes = {}, .done = [done = std::move(done), batch = std::move(batch)] {
             done(batch);
           }});
}

std::vector<std::string> Engine::held_by(const std::string& feed,
                                         std::span<const rates::Quote> quotes) {
  auto held = std::exchange(went_held_, {});
  // A pair that was held before goes out only when what is shown of it changes.
  for (const auto& quote : quotes) {
    for (const auto& pair : {quote.pair, quote.pair.inverse()}) {
      const auto doubt = doubt_of(desk_, pair);
      if (doubt && doubt->source == feed && doubt->as_of == quote.as_of) held.insert(pair);
    }
  }
  std::vector<std::string> names;
  for (const auto& pair : held) names.push_back(pair.text());
  return names;
}

void Engine::explain(const rates::CurrencyPair& pair,
                     std::function<void(std::optional<http::ExplainedRate>)> done) {
  // Found now and told behind what is decided already: when its turn comes the desk may hold later
  // rates, which are not durable yet and have no seq.
  std::optional<http::ExplainedRate> explained;
  if (auto explanation = desk_.explain(pair)) {
    explained.emplace(*std::move(explanation));
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
      explained->next_polls.emplace_back(traits_[i].name, feeds_[i]->feed->health().next_attempt);
    }
  }
  auto answer = [done = std::move(done), explained = std::move(explained)]() mutable {
    done(std::move(explained));
  };
  enqueue({.rates = {}, .closes = {}, .done = std::move(answer)});
}

void Engine::release(const rates::CurrencyPair& pair,
                     std::function<void(rates::Result<void>)> done) {
  if (stopped_) {
    done(rates::fail(rates::Errc::cancelled, "the server is on its way out"));
    return;
  }
  auto outcome = desk_.release(pair, needs_.clock.now());
  if (!outcome) {
    done(std::unexpected(outcome.error()));
    return;
  }
  needs_.log.info("held_released", fmt::format("pair={}", pair.text()));
  settle(*std::move(outcome), std::nullopt, [done = std::move(done)] { done({}); });
}

}  // namespace tickerd::app
