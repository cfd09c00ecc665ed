#pragma once

#include <string>
#include <string_view>

#include "feeds/feed.hpp"
#include "feeds/health_book.hpp"

namespace tickerd::feeds {

/// Takes quotes that the operator's own systems send: its bodies are read as those of any feed.
class PushedFeed final : public Feed {
 public:
  PushedFeed(std::string name, PushedSpec spec, FeedContext context);

  /// Only waits: what comes, comes by push().
  net::asio::awaitable<void> run() override;
  const FeedHealth& health() const noexcept override { return book_.health(); }

  /// Reads a body and passes its quotes on before it returns what was read, rows that could not be
  /// among it. Fails with refused when `content_type` (the header's value; empty: as the preset
  /// says) is not of the preset's format, else as decode() does. On the feed's thread.
  rates::Result<Table> push(std::string_view body, std::string_view content_type);

 private:
  std::string name_;
  PushedSpec spec_;
  FeedContext context_;
  HealthBook book_;
};

}  // namespace tickerd::feeds
