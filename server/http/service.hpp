#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/bearers.hpp"
#include "http/embed_template.hpp"
#include "http/frame_ancestors.hpp"
#include "http/limits.hpp"
#include "http/origin.hpp"
#include "http/static_files.hpp"
#include "http/tls_context.hpp"
#include "http/widget_release.hpp"
#include "net/asio.hpp"
#include "rates/clock.hpp"
#include "rates/desk.hpp"
#include "rates/explanation.hpp"
#include "rates/history.hpp"
#include "rates/log.hpp"
#include "stream/wire.hpp"

namespace tickerd::http {

/// A source of rates as the public catalogue names it.
struct SourceEntry {
  std::string name;         ///< "nbkr"
  std::string title;        ///< "National Bank of the Kyrgyz Republic"
  std::string kind;         ///< "polled", "streamed", "pushed", "fixed", "replay"
  std::string attribution;  ///< credit line the source asks for; empty when none
  std::string terms_url;    ///< where the source states its terms; empty when it has none
  bool republication = true;
  bool attribution_required = false;  ///< `attribution` has to be shown beside the rates
  /// Its address is the operator's own: the public is told nothing of it.
  bool own_url = false;
};

/// What is the same for all edges. It does not change: a reload puts another one in its place, and
/// who holds this one across a wait goes on with it.
struct Site {
  std::string server;   ///< "tickerd/0.1.0", said in `hello` and /v1/status only
  std::string edition;  ///< changes with pairs and sources: an answer's tag must not outlive them
  std::chrono::milliseconds heartbeat = std::chrono::seconds(15);
  Limits limits;
  TlsContextPtr tls = {};  ///< what connections agree on first; null: nothing, in the clear
  /// How long a delivery begins after the last one at the earliest; batches in between merge.
  std::chrono::milliseconds publish_interval{0};
  bool compression = false;  ///< of WebSocket messages, for clients that offer it
  bool io_uring = true;      ///< whether to send deliveries through it, where the kernel has it
  OriginRules origins;
  StaticFiles files;
  EmbedTemplate embed = {};  ///< the page of /embed, which is filled for each request
  WidgetRelease widget = {};
  std::string public_url = {};  ///< what browsers call this server, an origin; empty: its Host
  FrameAncestors frame_ancestors = {};  ///< of /embed
  std::vector<rates::PairRule> pairs;   ///< the configured pairs, in the configured order
  std::vector<SourceEntry> sources;     ///< in order of preference
  std::vector<rates::CurrencyPair> private_pairs = {};  ///< of those, for who has a token; sorted
  access::Bearers bearers = {};                         ///< whose tokens are good
  std::vector<std::string> pushed_feeds = {};           ///< that take batches by POST /v1/quotes
  std::vector<stream::wire::Credit> credits = {};  ///< of sources whose attribution is required
};
using SitePtr = std::shared_ptr<const Site>;

/// Whether a pair that was asked for can be published.
struct TrackedPair {
  rates::CurrencyPair pair;
  std::string
      code;  ///< empty: its rate is on the edge's board now; else "unknown_pair", "too_many"
};

/// What became of a batch that was pushed, once it is durable and published.
struct PushedBatch {
  struct Problem {
    std::string where;  ///< "/quotes/3 (USD/KGS)"
    std::string what;   ///< "rate: expected a number above zero, got \"n/a\""
  };
  std::size_t taken = 0;  ///< quotes that were read and not refused
  std::vector<Problem> problems;
  std::vector<std::string> held = {};  ///< published pairs whose value by this batch is held back
};
/// Fails with refused (another content type than the feed reads), too_large, cancelled (the process
/// is on its way out), else with what is wrong with the body.
using PushResult = rates::Result<PushedBatch>;

/// How a pair came to its number, with what the desk does not know.
struct ExplainedRate {
  rates::Explanation explanation;
  /// When the feeds of its legs are asked next; none for those that are not asked.
  std::vector<std::pair<std::string, std::optional<rates::Timestamp>>> next_polls;
};

/// What the edge needs from the program. One for each edge, called on that edge's thread; outlives
/// the edge.
class Service {
 public:
  virtual ~Service() = default;

  /// Has the engine publish pairs that are not configured. Resumes on the edge's thread, after the
  /// edge took in the batch that has them, with one entry for each of `pairs` in their order. Ends
  /// within seconds, whatever happens.
  virtual net::asio::awaitable<std::vector<TrackedPair>> track(
      std::vector<rates::CurrencyPair> pairs) = 0;

  /// Has a pushed feed take in a body. Resumes as track() does, after the batch is durable and went
  /// out.
  virtual net::asio::awaitable<PushResult> push(std::string feed, std::string body,
                                                std::string content_type) = 0;

  /// How a published pair came to its number; none when it is not published. Resumes as track().
  virtual net::asio::awaitable<std::optional<ExplainedRate>> explain(rates::CurrencyPair pair) = 0;

  /// A page of a pair's history. Fails with not_found when none is kept, else as the disk does.
  /// Resumes as track().
  virtual net::asio::awaitable<rates::Result<rates::HistoryPage>> history(
      rates::HistoryQuery query) = 0;
  /// What there is of a pair from one value date until before another. As history().
  virtual net::asio::awaitable<rates::Result<rates::HistoryExtent>> history_extent(
      rates::CurrencyPair pair, rates::Timestamp from, rates::Timestamp until) = 0;
  /// The last bars of each of `pairs` that begin before `until`, oldest first. As history().
  virtual net::asio::awaitable<rates::Result<std::vector<std::vector<rates::Bar>>>> last_bars(
      std::vector<rates::CurrencyPair> pairs, rates::Interval interval, rates::Timestamp until,
      std::size_t count) = 0;

  /// Whether the process can serve: rates were recovered or polled, the store works.
  virtual bool ready() const = 0;
  /// Whether the process is on its way out.
  virtual bool draining() const = 0;
};

}  // namespace tickerd::http
