#pragma once

#include <cstddef>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"

namespace tickerd::feeds {

/// Plays recorded bodies through the real decoder, one each `every`, the first at once. After the
/// last it begins again with all dates moved on by the days that the recording spans.
class ReplayFeed final : public Feed {
 public:
  ReplayFeed(std::string name, ReplaySpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

 private:
  rates::Result<Table> read(const std::string& body) const;
  /// From the first value date to the last, both counted; at least one day.
  std::chrono::days span() const;
  void play(const std::string& body, std::chrono::days shift);

  std::string name_;
  ReplaySpec spec_;
  FeedContext context_;
  HealthBook book_;
};

}  // namespace tickerd::feeds
