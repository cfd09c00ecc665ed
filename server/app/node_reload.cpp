#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "app/node.hpp"
#include "app/site.hpp"
#include "net/on_pool.hpp"

namespace tickerd::app {

namespace asio = net::asio;

asio::awaitable<void> Node::reload_on_hangup() {
  for (;;) {
    const auto [ec, signal] = co_await hangups_.async_wait(net::use_tuple);
    if (ec) co_return;
    co_await reload();
  }
}

asio::awaitable<void> Node::reload() {
  supervisor_.say_reloading();
  auto load = [this] { return prepare_reload(reloading_, config_); };
  auto prepared = co_await net::on_pool(loading_, std::move(load));
  if (draining_.load()) co_return;
  if (prepared) {
    co_await adopt(*std::move(prepared));
  } else {
    refuse(prepared.error());
  }
  if (!draining_.load()) supervisor_.say_ready();
}

void Node::refuse(const ConfigFailure& failure) {
  log_refusal(failure, log_);
  ++reloads_.refused;
  const auto text = describe(failure);
  reloads_.refusal = text.substr(0, text.find('\n'));
}

asio::awaitable<void> Node::adopt(Reload reload) {
  using Gone = std::vector<rates::CurrencyPair>;
  // The engine changes within this call; the edges when all that it decided before has gone out, so
  // that a rate on its way cannot bring back a pair that is gone.
  auto initiate = [this](auto handler, const Config* config) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [this, shared](Gone gone) {
      auto resume = [shared, gone = std::move(gone)]() mutable {
        std::move (*shared)(std::move(gone));
      };
      asio::post(io_, std::move(resume));
    };
    engine_.reconfigure(*config, std::move(done));
  };
  const Config* const next = &reload.config;
  const Gone gone = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Gone)>(
      std::move(initiate), asio::use_awaitable, next);
  for (const auto& pair : gone) board_.drop(pair);
  if (!draining_.load()) {
    for (auto& edge : edges_) edge->adopt(reload.site, gone);
    operations_->adopt(operations_limits(reload.site->limits));
  }
  reloading_.set_log_level(reload.config.log_level);
  log_reload(reload, log_);
  config_ = std::move(reload.config);
  site_ = std::move(reload.site);
  ++reloads_.taken;
  reloads_.last_taken = clock_.now();
  reloads_.refusal.clear();
  reloads_.edition = site_->edition;
  ready_.store(is_ready(condition()));
  tell_state();
}

}  // namespace tickerd::app
