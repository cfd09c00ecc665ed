#include "feeds/feed.hpp"

#include <utility>

#include "feeds/fixed_feed.hpp"
#include "feeds/polled_feed.hpp"
#include "feeds/pushed_feed.hpp"
#include "feeds/recording_feed.hpp"
#include "feeds/replay_feed.hpp"
#include "feeds/streamed_feed.hpp"

namespace tickerd::feeds {
namespace {

/// Makes the feed of each kind of source.
struct Maker {
  std::string name;
  FeedContext context;

  std::unique_ptr<Feed> operator()(PolledSpec spec) {
    return std::make_unique<PolledFeed>(std::move(name), std::move(spec), std::move(context));
  }
  std::unique_ptr<Feed> operator()(FixedSpec spec) {
    return std::make_unique<FixedFeed>(std::move(name), std::move(spec), std::move(context));
  }
  std::unique_ptr<Feed> operator()(ReplaySpec spec) {
    return std::make_unique<ReplayFeed>(std::move(name), std::move(spec), std::move(context));
  }
  std::unique_ptr<Feed> operator()(StreamedSpec spec) {
    return std::make_unique<StreamedFeed>(std::move(name), std::move(spec), std::move(context));
  }
  std::unique_ptr<Feed> operator()(PushedSpec spec) {
    return std::make_unique<PushedFeed>(std::move(name), std::move(spec), std::move(context));
  }
  std::unique_ptr<Feed> operator()(RecordingSpec spec) {
    return std::make_unique<RecordingFeed>(std::move(name), std::move(spec), std::move(context));
  }
};

}  // namespace

std::unique_ptr<Feed> make_feed(FeedSpec spec, FeedContext context) {
  Maker maker{std::move(spec.name), std::move(context)};
  return std::visit(maker, std::move(spec.source));
}

}  // namespace tickerd::feeds
