#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"
#include "feeds/poll_pace.hpp"
#include "feeds/request_budget.hpp"
#include "feeds/source_request.hpp"

namespace tickerd::feeds {

/// A feed asked over HTTP again and again. What was said last stays as it is when a poll fails.
class PolledFeed final : public Feed {
 public:
  PolledFeed(std::string name, PolledSpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

  /// Whether a poll is under way.
  bool is_asking() const noexcept { return is_asking_; }
  /// Counts a request that is no poll against the budget. Fails with Errc::refused when none is
  /// left beside those that polls will need.
  rates::Result<void> permit_beside_polls();

 private:
  /// The last answer that was read without failure, to ask for changes only.
  struct Seen {
    std::string url;
    std::string etag;
    std::string last_modified;
    std::size_t size = 0;
    std::size_t hash = 0;
  };

  /// Asks the preset's URL, then its fallbacks, until one answers well.
  net::asio::awaitable<rates::Result<void>> poll();
  net::asio::awaitable<rates::Result<void>> ask(std::string url_template);
  /// How long to wait yet; zero: ask now.
  std::chrono::milliseconds left();
  /// Counts a request against the budget, or says why it may not be made.
  rates::Result<void> permit();
  bool asks_for_changes(const net::HttpRequest& request) const;
  void add_validators(net::HttpRequest& request) const;
  /// The answer without the key, handed to who records.
  net::HttpResponse received(const SourceRequest& request, net::HttpResponse response) const;
  rates::Result<void> take(const SourceRequest& request, const net::HttpResponse& response);
  rates::Result<void> read(const SourceRequest& request, const net::HttpResponse& response);

  std::string name_;
  PolledSpec spec_;
  FeedContext context_;
  std::vector<std::string> urls_;
  HealthBook book_;
  std::optional<RequestBudget> budget_;
  PollPace pace_;
  std::chrono::steady_clock::time_point last_end_;  ///< of the last poll; before it, the start
  std::optional<Seen> seen_;
  bool is_asking_ = false;
  int status_ = 0;  ///< of the last answer
  std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace tickerd::feeds
