#include "feeds/feed.hpp"

namespace tickerd::feeds {

std::unique_ptr<Feed> make_feed(FeedSpec, FeedContext) { return nullptr; }

}  // namespace tickerd::feeds
