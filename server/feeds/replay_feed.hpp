#pragma once

#include <cstddef>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"

namespace tickerd::feeds {

/// Plays recorded bodies through the real decoder, one each `every`, the first at once. After the
/// last it begins again with all dates moved on by the days that the recording spans; after a
/// restart it begins with the first round whose dates all lie beyond those that were kept.
class ReplayFeed final : public Feed {
 public:
  ReplayFeed(std::string name, ReplaySpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

 private:
  rates::Result<Table> read(const std::string& body) const;
  /// The days from the first value date to the last.
  struct Span {
    rates::Date first;
    rates::Date last;
    std::chrono::days length() const { return last - first + std::chrono::days(1); }
  };
  Span span() const;
  std::chrono::days first_shift(const Span& span) const;
  void play(const std::string& body, std::chrono::days shift);

  std::string name_;
  ReplaySpec spec_;
  FeedContext context_;
  HealthBook book_;
};

}  // namespace tickerd::feeds
