#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"
#include "feeds/poll_pace.hpp"

namespace tickerd::feeds {

/// A feed asked over HTTP again and again. What was said last stays as it is when a poll fails.
class PolledFeed final : public Feed {
 public:
  PolledFeed(std::string name, PolledSpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

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
  net::HttpRequest request_for(const std::string& url) const;
  rates::Result<void> take(const std::string& url, const net::HttpResponse& response);

  std::string name_;
  PolledSpec spec_;
  FeedContext context_;
  std::vector<std::string> urls_;
  HealthBook book_;
  PollPace pace_;
  std::optional<Seen> seen_;
  int status_ = 0;  ///< of the last answer
  std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace tickerd::feeds
