#include "feeds/polled_feed.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/answer_status.hpp"
#include "feeds/decode.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;

/// The wall clock may be set while a feed sleeps, and its windows go by the wall clock.
constexpr std::chrono::milliseconds longest_sleep = std::chrono::minutes(1);

std::vector<std::string> urls_of(const Preset& preset) {
  std::vector<std::string> urls = {preset.url};
  if (preset.url == preset.fallback.instead_of) {
    urls.insert(urls.end(), preset.fallback.urls.begin(), preset.fallback.urls.end());
  }
  return urls;
}

std::optional<RequestBudget> budget_of(const Preset& preset) {
  if (!preset.budget) return std::nullopt;
  return RequestBudget(*preset.budget);
}

PollTimes times_of(const Preset& preset, const std::optional<RequestBudget>& budget) {
  return {.every = preset.every,
          .every_outside = preset.every_outside,
          .windows = PollWindows(preset.windows, preset.time_zone, preset.calendar),
          .spacing = budget ? budget->spacing() : std::chrono::milliseconds(0)};
}

}  // namespace

PolledFeed::PolledFeed(std::string name, PolledSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      urls_(urls_of(spec_.preset)),
      book_(name_, context_.log),
      budget_(budget_of(spec_.preset)),
      pace_(times_of(spec_.preset, budget_), context_.random_seed) {
  if (budget_ && context_.used_before) {
    budget_->take_over(*context_.used_before, context_.clock.now());
  }
  if (budget_) book_.budget(budget_->use(context_.clock.now()));
}

net::asio::awaitable<void> PolledFeed::run() {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  last_end_ = std::chrono::steady_clock::now();
  for (;;) {
    const auto pause = left();
    if (pause.count() > 0) {
      book_.next_at(context_.clock.now() + pause);
      timer.expires_after(std::min(pause, longest_sleep));
      const auto [ec] = co_await timer.async_wait(net::use_tuple);
      if (ec) co_return;  // only a cancellation ends this wait early
      continue;
    }
    book_.attempted(context_.clock.now());
    retry_after_.reset();
    is_asking_ = true;
    const auto done = co_await poll();
    is_asking_ = false;
    last_end_ = std::chrono::steady_clock::now();
    if (done) {
      pace_.succeeded();
    } else if (done.error().code == Errc::cancelled) {
      co_return;
    } else {
      book_.failed(done.error());
      pace_.failed(retry_after_);
    }
  }
}

std::chrono::milliseconds PolledFeed::left() {
  using std::chrono::milliseconds;
  const auto now = context_.clock.now();
  const auto elapsed =
      std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - last_end_);
  const auto pause = pace_.left(now, elapsed);
  if (!budget_) return pause;
  const auto use = budget_->use(now);
  book_.budget(use);
  if (!budget_->used_up(now)) return pause;
  book_.refused(budget_->refusal(now));
  return std::max<milliseconds>(pause, use.resets_at - now);
}

net::asio::awaitable<rates::Result<void>> PolledFeed::poll() {
  std::optional<rates::Error> failure;
  std::optional<rates::Error> missing;
  for (const auto& url : urls_) {
    const bool is_first = !failure && !missing;
    if (!is_first && budget_ && budget_->used_up(context_.clock.now())) break;
    status_ = 0;
    auto done = co_await ask(url);
    if (done || done.error().code == Errc::cancelled) co_return done;
    // A day without a file tells less than another failure: that one is kept.
    const bool is_missing = status_ == 404;
    if (!is_missing && !failure) failure = done.error();
    if (is_missing && !missing) missing = done.error();
  }
  co_return std::unexpected(failure ? *std::move(failure) : *std::move(missing));
}

net::asio::awaitable<rates::Result<void>> PolledFeed::ask(std::string url_template) {
  auto request = source_request(spec_.preset, url_template, context_.clock.now(), spec_.key);
  if (!request) co_return std::unexpected(std::move(request.error()));
  request->http.allow_private = spec_.allow_private;
  request->http.redirect_hosts = spec_.redirect_hosts;
  add_validators(request->http);
  if (budget_) request->http.permit = [this] { return permit(); };
  auto sent = request->http;
  auto response = co_await context_.http.fetch(std::move(sent));
  if (!response) co_return std::unexpected(std::move(response.error()));
  const auto answer = received(*request, *std::move(response));
  co_return take(*request, answer);
}

rates::Result<void> PolledFeed::permit() {
  const auto now = context_.clock.now();
  if (!budget_->take(now)) return std::unexpected(budget_->refusal(now));
  book_.budget(budget_->use(now));
  return {};
}

rates::Result<void> PolledFeed::permit_beside_polls() {
  if (!budget_) return {};
  const auto now = context_.clock.now();
  if (budget_->spare(now, spec_.preset.every) > 0) return permit();
  const auto use = budget_->use(now);
  return rates::fail(
      Errc::refused,
      fmt::format("the request budget, {} in {}, leaves none beside the polls until {}", use.limit,
                  rates::to_text(spec_.preset.budget->per), rates::to_string(use.resets_at)));
}

bool PolledFeed::asks_for_changes(const net::HttpRequest& request) const {
  return request.method == "GET" && seen_ && seen_->url == request.url &&
         !(seen_->etag.empty() && seen_->last_modified.empty());
}

void PolledFeed::add_validators(net::HttpRequest& request) const {
  if (!asks_for_changes(request)) return;
  if (!seen_->etag.empty()) request.headers.emplace_back("If-None-Match", seen_->etag);
  if (!seen_->last_modified.empty()) {
    request.headers.emplace_back("If-Modified-Since", seen_->last_modified);
  }
}

net::HttpResponse PolledFeed::received(const SourceRequest& request,
                                       net::HttpResponse response) const {
  response.body = without_key(response.body, spec_.key);
  if (!context_.on_answer) return response;
  ReceivedAnswer answer{.feed = name_,
                        .at = context_.clock.now(),
                        .url = request.url_for_people,
                        .status = response.status,
                        .headers = {},
                        .body = response.body};
  for (const auto& [name, value] : response.headers) {
    answer.headers.emplace_back(name, without_key(value, spec_.key));
  }
  context_.on_answer(answer);
  return response;
}

rates::Result<void> PolledFeed::take(const SourceRequest& request,
                                     const net::HttpResponse& response) {
  const auto now = context_.clock.now();
  status_ = response.status;
  book_.received(response.body.size());
  if (response.status == 304 && asks_for_changes(request.http)) {
    book_.unchanged(now);
    return {};
  }
  if (!is_success(response.status)) {
    retry_after_ = parse_retry_after(response.header("Retry-After"), now);
    return std::unexpected(status_error(request.url_for_people, response.status, response.body));
  }
  return read(request, response);
}

rates::Result<void> PolledFeed::read(const SourceRequest& request,
                                     const net::HttpResponse& response) {
  const auto now = context_.clock.now();
  const auto heard_at = std::chrono::steady_clock::now();
  const auto hash = std::hash<std::string_view>{}(response.body);
  const bool is_same = seen_ && seen_->size == response.body.size() && seen_->hash == hash;
  if (!is_same) {
    auto table = decode(spec_.preset.mapping, response.body, response.header("Content-Type"), now,
                        request.url_for_people);
    if (!table) return std::unexpected(std::move(table.error()));
    book_.succeeded(now, *table);
    if (!table->quotes.empty()) {
      context_.on_update({name_, std::move(table->quotes), heard_at});
    }
  } else {
    book_.unchanged(now);
  }
  seen_ = Seen{request.http.url, std::string(response.header("ETag")),
               std::string(response.header("Last-Modified")), response.body.size(), hash};
  return {};
}

}  // namespace tickerd::feeds
