#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "feeds/feed_spec.hpp"
#include "feeds/source_request.hpp"
#include "net/asio.hpp"
#include "net/backoff.hpp"
#include "net/http_client.hpp"
#include "rates/clock.hpp"
#include "rates/log.hpp"
#include "rates/quote.hpp"

namespace tickerd::feeds {

/// Where a back-fill stands.
struct BackfillProgress {
  enum class State {
    waiting,  ///< for the feed's first answer
    running,
    done,     ///< every missing day was answered, also when there was none
    gave_up,  ///< days are missing still; the next start asks for them
  };
  State state = State::waiting;
  int done = 0;    ///< days answered, those without a value included
  int of = 0;      ///< days that were missing
  int values = 0;  ///< of them, those that are held now; counted at the end
  rates::Date from;
  rates::Date to;
  std::optional<rates::Error> last_error;
};

/// Loads the days that are missing of a polled feed, newest first, through the preset's own request
/// and mapping: once, and then it is over. What it reads is taken under the dates it states.
///
/// It asks one day at a time, never while the feed is being polled, with the preset's pause between
/// (longer after failures). 404 and an answer that is rightly empty say that a day has no value: it
/// is not asked again. A day that fails three times is left; after five failures in a row, or when
/// the source may not be asked at all, the rest is. Nothing of this touches the feed's health.
class Backfill {
 public:
  /// What it needs from outside. All of it outlives the back-fill.
  struct Needs {
    net::HttpClient& http;
    const rates::Clock& clock;
    rates::Log& log;
    /// Whether the feed has been heard since the start and is not being asked at the moment.
    std::function<bool()> may_ask;
    /// Asked before each request; its error ends the back-fill.
    std::function<rates::Result<void>()> permit;
    /// The value dates that are held of the feed.
    std::function<std::set<rates::Date>()> held;
    /// Called with every table of the past.
    std::function<void(const rates::FeedUpdate&)> on_past;
    std::uint64_t random_seed = 0;  ///< for jitter
  };

  /// The preset says how the past is asked for; `days` before today, above zero.
  Backfill(std::string name, PolledSpec spec, int days, Needs needs);

  /// Runs until it is done, gives up or is cancelled.
  net::asio::awaitable<void> run();
  const BackfillProgress& progress() const noexcept { return progress_; }

 private:
  /// What was asked for a day, and the dates that the answer was of; none: it has no value.
  struct Answer {
    std::string url;
    std::set<rates::Date> dates;
  };

  /// Waits for `pause` and until the feed may be asked; false when cancelled.
  net::asio::awaitable<bool> turn(std::chrono::milliseconds pause);
  net::asio::awaitable<rates::Result<Answer>> ask(rates::Date day);
  rates::Result<Answer> read(const SourceRequest& request, const net::HttpResponse& response);
  void begin();
  /// Leaves out the days that need not be asked for any more.
  void drop_answered();
  void answered(rates::Date day, const Answer& answer);
  void failed(rates::Date day, const rates::Error& error);
  void end(BackfillProgress::State state);
  std::chrono::milliseconds pause_after_success();

  std::string name_;
  PolledSpec spec_;
  int days_;
  Needs needs_;
  BackfillProgress progress_;
  std::vector<rates::Date> planned_;
  std::deque<rates::Date> left_;  ///< of planned_, in the order in which they are asked for
  std::map<rates::Date, int> failures_;
  int given_up_ = 0;                     ///< days that failed too often
  std::set<std::string> answered_urls_;  ///< may hold a key
  net::Backoff backoff_;
  std::minstd_rand random_;
  std::chrono::milliseconds pause_{};  ///< before the next request
  std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace tickerd::feeds
