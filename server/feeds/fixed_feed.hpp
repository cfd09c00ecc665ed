#pragma once

#include <string>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"

namespace tickerd::feeds {

/// A peg: states its constants at the start and again on each new UTC day, as of that day.
class FixedFeed final : public Feed {
 public:
  FixedFeed(std::string name, FixedSpec spec, FeedContext context);

  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

 private:
  void state(rates::Timestamp now);

  std::string name_;
  FixedSpec spec_;
  FeedContext context_;
  HealthBook book_;
};

}  // namespace tickerd::feeds
