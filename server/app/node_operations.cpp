#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "app/health.hpp"
#include "app/metrics.hpp"
#include "app/node.hpp"
#include "http/explain_api.hpp"
#include "stream/wire.hpp"

namespace tickerd::app {

namespace asio = net::asio;

/// Asks the engine, which answers within the call or later, and resumes in a turn of its own.
template <class Answer, class Question>
asio::awaitable<Answer> Node::ask_engine(Question question) {
  auto initiate = [this](auto handler, Question asked) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    asked(engine_, [this, shared](Answer answer) {
      auto resume = [shared, answer = std::move(answer)]() mutable {
        std::move (*shared)(std::move(answer));
      };
      asio::post(io_, std::move(resume));
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      std::move(initiate), asio::use_awaitable, std::move(question));
}

asio::awaitable<http::HealthReport> Node::health() {
  const HealthReport report = health_report(condition(), clock_.now());
  co_return http::HealthReport{.serving = report.http_status == 200, .json = report.body};
}

asio::awaitable<std::string> Node::metrics() {
  MetricsInput input{.condition = condition(),
                     .engine = engine_.counters(),
                     .position = board_.position(),
                     .held_pairs = engine_.desk().held(),
                     .history = history_ == nullptr ? store::History::State() : history_->state(),
                     .edges = {}};
  for (const auto& edge : edges_) input.edges.push_back(&edge->counters());
  co_return metrics_text(input);
}

asio::awaitable<http::Response> Node::explain(http::Request request) {
  const auto pair = http::parse_explain_pair(request);
  if (pair && !draining_.load()) {
    if (board_.find(*pair) == nullptr) {
      auto track = [pair = *pair](Engine& engine, const auto& done) { engine.track({pair}, done); };
      const auto tracked = co_await ask_engine<std::vector<Engine::Tracked>>(std::move(track));
      (void)tracked;  // the board tells what became of it
    }
    auto question = [pair = *pair](Engine& engine, const auto& done) {
      engine.explain(pair, done);
    };
    const auto explained =
        co_await ask_engine<std::optional<http::ExplainedRate>>(std::move(question));
    co_return http::explain(request, {.board = board_,
                                      .site = *site_,
                                      .explained = explained ? &*explained : nullptr,
                                      .now = clock_.now()});
  }
  co_return http::explain(request, {.board = board_, .site = *site_, .now = clock_.now()});
}

asio::awaitable<rates::Result<std::string>> Node::release(rates::CurrencyPair pair) {
  auto question = [pair](Engine& engine, const auto& done) { engine.release(pair, done); };
  const auto released = co_await ask_engine<rates::Result<void>>(std::move(question));
  if (!released) co_return std::unexpected(released.error());
  const auto* const entry = board_.find(pair);
  if (entry == nullptr) {
    co_return rates::fail(rates::Errc::not_found, fmt::format("{}: has no rate", pair.text()));
  }
  co_return stream::wire::rate_json(*entry->rate, entry->seq, stream::Numbers::text);
}

}  // namespace tickerd::app
