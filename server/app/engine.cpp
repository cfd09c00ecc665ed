#include "app/engine.hpp"

#include <algorithm>
#include <random>
#include <span>

#include <fmt/format.h>

#include "net/on_pool.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

/// Ages are counted in days; a second's delay of a status is invisible.
constexpr auto review_interval = std::chrono::seconds(1);

rates::FeedTraits::Kind kind_of(const feeds::FeedSpec& spec) {
  if (std::holds_alternative<feeds::FixedSpec>(spec.source)) return rates::FeedTraits::Kind::peg;
  if (std::holds_alternative<feeds::ReplaySpec>(spec.source) ||
      std::holds_alternative<feeds::RecordingSpec>(spec.source)) {
    return rates::FeedTraits::Kind::simulated;
  }
  return rates::FeedTraits::Kind::market;
}

std::vector<rates::FeedTraits> traits_of(const std::vector<feeds::FeedSpec>& specs) {
  std::vector<rates::FeedTraits> traits;
  traits.reserve(specs.size());
  for (const auto& spec : specs) traits.push_back({spec.name, kind_of(spec)});
  return traits;
}

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

}  // namespace

Engine::Engine(const Config& config, Needs needs, const rates::Recovered& recovered)
    : needs_(std::move(needs)),
      desk_(traits_of(config.feeds), config.pairs),
      tracked_limit_(config.limits.tracked_pairs),
      http_(needs_.executor, needs_.lookups),
      wake_(needs_.executor),
      tasks_(needs_.executor) {
  desk_.restore(recovered.rates, recovered.closes);
  std::random_device random;
  for (const auto& spec : config.feeds) {
    feeds::FeedContext context{
        .http = http_,
        .clock = needs_.clock,
        .log = needs_.log,
        .on_update = [this](const rates::FeedUpdate& update) { take_in(update); },
        .random_seed = random(),
        .kept_until = newest_date(spec.name, recovered.closes)};
    names_.push_back(spec.name);
    feeds_.push_back(feeds::make_feed(spec, std::move(context)));
  }
}

Engine::~Engine() = default;

asio::awaitable<void> Engine::run() {
  // A commit under way when the cancellation comes must not be lost to an exception.
  co_await asio::this_coro::throw_if_cancelled(false);
  for (const auto& feed : feeds_) tasks_.spawn(feed->run());
  tasks_.spawn(review_ages());
  co_await publish_pending();
  tasks_.cancel();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await tasks_.join();
  while (!pending_.empty()) {
    Pending last = std::move(pending_.front());
    pending_.pop_front();
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
    needs_.log.debug("quotes_refused",
                     fmt::format("feed={} count={} first={} reason=\"{}\"", update.feed,
                                 outcome.refusals.size(), first.quote.pair.text(), first.reason));
  }
  enqueue({std::move(outcome.rates), std::move(outcome.closes), nullptr});
}

void Engine::enqueue(Pending pending) {
  if (pending.rates.empty() && pending.closes.empty() && !pending.done) return;
  if (stopped_) {
    if (pending.done) pending.done();
    return;
  }
  pending_.push_back(std::move(pending));
  wake_.cancel();
}

asio::awaitable<void> Engine::publish_pending() {
  for (;;) {
    while (!pending_.empty()) {
      Pending next = std::move(pending_.front());
      pending_.pop_front();
      co_await commit(std::move(next));
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
    wake_.expires_at(asio::steady_timer::time_point::max());
    co_await wake_.async_wait(net::use_tuple);
  }
}

asio::awaitable<void> Engine::commit(Pending pending) {
  if (!pending.rates.empty()) {
    auto work = [this, &pending] {
      return needs_.rate_log.append(std::move(pending.rates), pending.closes, needs_.clock.now());
    };
    const rates::BatchPtr batch = co_await net::on_pool(needs_.disk, std::move(work));
    ++counters_.batches;
    if (!needs_.rate_log.degraded().empty()) ++counters_.volatile_batches;
    needs_.publish(batch);
  } else if (!pending.closes.empty()) {
    auto work = [this, &pending] { return needs_.rate_log.keep(pending.closes); };
    const rates::Result<void> kept = co_await net::on_pool(needs_.disk, std::move(work));
    if (!kept) {
      ++counters_.failed_keeps;
      needs_.log.error("store_failed", fmt::format("detail=\"{}\"", kept.error().detail));
    }
  }
  degraded_ = needs_.rate_log.degraded();
  if (pending.done) pending.done();
}

asio::awaitable<void> Engine::review_ages() {
  asio::steady_timer timer(needs_.executor);
  for (;;) {
    auto outcome = desk_.review(needs_.clock.now());
    enqueue({std::move(outcome.rates), std::move(outcome.closes), nullptr});
    timer.expires_after(review_interval);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early
  }
}

void Engine::track(const std::vector<rates::CurrencyPair>& pairs,
                   std::function<void(std::vector<Tracked>)> done) {
  std::vector<Tracked> answers;
  answers.reserve(pairs.size());
  Pending pending;
  for (const auto& pair : pairs) {
    answers.push_back({pair, track_one(pair, pending.rates)});
  }
  pending.done = [done = std::move(done), answers = std::move(answers)]() mutable {
    done(std::move(answers));
  };
  enqueue(std::move(pending));
}

Engine::Tracking Engine::track_one(const rates::CurrencyPair& pair,
                                   std::vector<rates::Rate>& rates) {
  if (desk_.tracks(pair)) return Tracking::published;
  if (counters_.tracked_pairs >= tracked_limit_) return Tracking::too_many;
  const rates::PairRule rule{.pair = pair, .precision = {}, .feeds = {}};
  auto rate = desk_.track(rule, needs_.clock.now());
  if (!rate) return Tracking::unknown;
  rates.push_back(*std::move(rate));
  ++counters_.tracked_pairs;
  return Tracking::published;
}

std::vector<std::pair<std::string, const feeds::FeedHealth*>> Engine::feed_health() const {
  std::vector<std::pair<std::string, const feeds::FeedHealth*>> health;
  health.reserve(feeds_.size());
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    health.emplace_back(names_[i], &feeds_[i]->health());
  }
  return health;
}

}  // namespace tickerd::app
