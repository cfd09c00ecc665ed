#include "feeds/polled_feed.hpp"

#include <functional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "feeds/decode.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

std::vector<std::string> urls_of(const Preset& preset) {
  std::vector<std::string> urls = {preset.url};
  if (preset.url == preset.fallback.instead_of) {
    urls.insert(urls.end(), preset.fallback.urls.begin(), preset.fallback.urls.end());
  }
  return urls;
}

/// "https://nationalbank.kz": without the path, which may hold a key.
std::string origin_of(const std::string& url) {
  const auto host = url.find("://");
  return url.substr(0, host == std::string::npos ? host : url.find_first_of("/?#", host + 3));
}

}  // namespace

PolledFeed::PolledFeed(std::string name, PolledSpec spec, FeedContext context)
    : name_(std::move(name)),
      spec_(std::move(spec)),
      context_(std::move(context)),
      urls_(urls_of(spec_.preset)),
      book_(name_, context_.log),
      pace_(spec_.preset.every, context_.random_seed) {}

net::asio::awaitable<void> PolledFeed::run() {
  net::asio::steady_timer timer(co_await net::asio::this_coro::executor);
  auto pause = pace_.first();
  for (;;) {
    book_.next_at(context_.clock.now() + pause);
    timer.expires_after(pause);
    const auto [ec] = co_await timer.async_wait(net::use_tuple);
    if (ec) co_return;  // only a cancellation ends this wait early

    book_.attempted(context_.clock.now());
    retry_after_.reset();
    const auto done = co_await poll();
    if (done) {
      pause = pace_.after_success();
    } else if (done.error().code == Errc::cancelled) {
      co_return;
    } else {
      book_.failed(done.error());
      pause = pace_.after_failure(retry_after_);
    }
  }
}

net::asio::awaitable<rates::Result<void>> PolledFeed::poll() {
  std::optional<rates::Error> failure;
  std::optional<rates::Error> missing;
  for (const auto& url : urls_) {
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
  const auto url = fill_url(url_template, spec_.preset.time_zone, context_.clock.now(), spec_.key);
  if (!url) co_return std::unexpected(url.error());
  auto request = request_for(url->url);
  const auto response = co_await context_.http.fetch(std::move(request));
  if (!response) co_return std::unexpected(response.error());
  co_return take(url->url, *response);
}

net::HttpRequest PolledFeed::request_for(const std::string& url) const {
  net::HttpRequest request;
  request.url = url;
  request.timeout = spec_.preset.timeout;
  request.allow_private = spec_.allow_private;
  if (seen_ && seen_->url == url) {
    if (!seen_->etag.empty()) request.headers.emplace_back("If-None-Match", seen_->etag);
    if (!seen_->last_modified.empty()) {
      request.headers.emplace_back("If-Modified-Since", seen_->last_modified);
    }
  }
  return request;
}

rates::Result<void> PolledFeed::take(const std::string& url, const net::HttpResponse& response) {
  const auto now = context_.clock.now();
  status_ = response.status;
  book_.received(response.body.size());
  const bool asked_for_changes =
      seen_ && seen_->url == url && !(seen_->etag.empty() && seen_->last_modified.empty());
  if (response.status == 304 && asked_for_changes) {
    book_.unchanged(now);
    return {};
  }
  if (response.status < 200 || response.status > 299) {
    retry_after_ = parse_retry_after(response.header("Retry-After"), now);
    return fail(Errc::http_status,
                fmt::format("{}: expected status 200, got {} with {}", origin_of(url),
                            response.status, describe_body(response.body)));
  }
  const auto hash = std::hash<std::string_view>{}(response.body);
  const bool is_same = seen_ && seen_->size == response.body.size() && seen_->hash == hash;
  if (!is_same) {
    auto table = decode(spec_.preset.mapping, response.body, response.header("Content-Type"), now);
    if (!table) return std::unexpected(std::move(table.error()));
    book_.succeeded(now, *table);
    if (!table->quotes.empty()) context_.on_update({name_, std::move(table->quotes)});
  } else {
    book_.unchanged(now);
  }
  seen_ = Seen{url, std::string(response.header("ETag")),
               std::string(response.header("Last-Modified")), response.body.size(), hash};
  return {};
}

}  // namespace tickerd::feeds
