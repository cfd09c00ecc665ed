#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "http/limits.hpp"
#include "http/origin.hpp"
#include "http/static_files.hpp"
#include "net/asio.hpp"
#include "rates/clock.hpp"
#include "rates/desk.hpp"
#include "rates/log.hpp"

namespace tickerd::http {

/// A source of rates as the public catalogue names it.
struct SourceEntry {
  std::string name;         ///< "nbkr"
  std::string title;        ///< "National Bank of the Kyrgyz Republic"
  std::string kind;         ///< "polled", "fixed", "replay"
  std::string attribution;  ///< credit line the source asks for; empty when none
  std::string terms_url;    ///< where the source states its terms; empty when it has none
  bool republication = true;
};

/// What is the same for all edges and stands while the process runs.
struct Site {
  std::string server;   ///< "tickerd/0.1.0", said in `hello` only
  std::string edition;  ///< changes with pairs and sources: an answer's tag must not outlive them
  std::chrono::milliseconds heartbeat = std::chrono::seconds(15);
  Limits limits;
  OriginRules origins;
  StaticFiles files;
  std::vector<rates::PairRule> pairs;  ///< the configured pairs, in the configured order
  std::vector<SourceEntry> sources;    ///< in order of preference
};

/// Whether a pair that was asked for can be published.
struct TrackedPair {
  rates::CurrencyPair pair;
  std::string
      code;  ///< empty: its rate is on the edge's board now; else "unknown_pair", "too_many"
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

  /// Whether the process can serve: rates were recovered or polled, the store works.
  virtual bool ready() const = 0;
  /// Whether the process is on its way out.
  virtual bool draining() const = 0;
};

}  // namespace tickerd::http
