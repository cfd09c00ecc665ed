#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feeds/decode.hpp"
#include "feeds/feed_spec.hpp"
#include "net/asio.hpp"
#include "net/http_client.hpp"
#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "rates/quote.hpp"

namespace tickerd::feeds {

/// How much of its request budget a feed has used.
struct BudgetUse {
  int limit = 0;
  int used = 0;
  rates::Timestamp resets_at;
};

/// What has come over a stream since the start of the process.
struct StreamCounts {
  std::uint64_t frames = 0;      ///< of every kind
  std::uint64_t bad_frames = 0;  ///< could not be read at all
  std::uint64_t ticks = 0;       ///< quotes in them
  std::uint64_t handed_on = 0;   ///< quotes left after conflation
  std::uint64_t unasked = 0;     ///< rows of pairs that were not subscribed to
};

/// How a feed is doing. Times are wall-clock UTC; counts are since the start of the process.
struct FeedHealth {
  enum class State { starting, ok, failing };
  State state = State::starting;
  std::optional<rates::Timestamp> last_attempt;
  std::optional<rates::Timestamp> last_success;  ///< last complete, readable answer, 304 included
  std::optional<rates::Timestamp> next_attempt;
  std::optional<rates::Error> last_error;  ///< of the last attempt; none when it succeeded
  int failures_in_a_row = 0;
  /// Of the last table; of a stream since it connected, the first of each place. At most 20.
  std::vector<RowProblem> row_problems;
  std::uint64_t attempts = 0;
  std::uint64_t unchanged = 0;  ///< 304, or the same bytes again
  std::uint64_t received_bytes = 0;
  std::map<rates::Errc, std::uint64_t> failures;  ///< by kind
  /// Of a streamed feed: "connecting", "subscribing", "streaming", "waiting"; empty for others.
  std::string connection;
  /// The last states and since when, oldest first, at most 20.
  std::vector<std::pair<rates::Timestamp, std::string>> connection_log;
  StreamCounts stream;  ///< zeros for others
  std::optional<BudgetUse> budget;
};

/// One answer of a source as it was received, for a recording.
struct ReceivedAnswer {
  std::string feed;
  rates::Timestamp at;
  std::string url;  ///< with `{key}` in place of the key
  int status = 0;   ///< 0 for a frame of a stream
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// What a feed needs from outside. All of it outlives the feed.
struct FeedContext {
  net::HttpClient& http;
  const rates::Clock& clock;
  rates::Log& log;
  /// Called with every table of quotes, on the feed's own thread.
  std::function<void(rates::FeedUpdate)> on_update;
  std::uint64_t random_seed = 0;  ///< for jitter
  /// The newest value date that earlier runs kept of this feed: a replay goes on after it.
  std::optional<rates::Date> kept_until = std::nullopt;
  /// What an earlier feed of the same source has used of its budget.
  std::optional<BudgetUse> used_before = std::nullopt;
  /// Called with every complete answer, whatever it holds; null when nothing records.
  std::function<void(const ReceivedAnswer&)> on_answer = nullptr;
  /// Called by a streamed feed when it falls silent (true) and when it is heard again (false).
  std::function<void(bool)> on_silence = nullptr;
};

/// A running source of quotes. Lives on one thread.
class Feed {
 public:
  virtual ~Feed() = default;
  /// Runs until cancelled.
  virtual net::asio::awaitable<void> run() = 0;
  virtual const FeedHealth& health() const noexcept = 0;
};

/// Makes the engine that a spec asks for: polled, fixed, replay or streamed.
std::unique_ptr<Feed> make_feed(FeedSpec spec, FeedContext context);

}  // namespace tickerd::feeds
