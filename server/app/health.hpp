#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/reload.hpp"
#include "feeds/backfill.hpp"
#include "feeds/feed.hpp"
#include "rates/desk.hpp"
#include "rates/time.hpp"

namespace tickerd::app {

/// How one feed is doing.
struct FeedCondition {
  std::string name;
  const feeds::FeedHealth* health = nullptr;
  std::optional<bool> closed = std::nullopt;          ///< by its calendar; none when it has none
  const feeds::BackfillProgress* backfill = nullptr;  ///< null: it loads nothing of the past
  bool late = false;  ///< what it should have published by now, by its calendar, is not there
};

/// What the server knows of itself when it is asked how it is.
struct Condition {
  std::vector<FeedCondition> feeds;
  std::size_t pairs = 0;        ///< configured
  std::size_t pairs_rated = 0;  ///< of these, with a rate on the board
  std::size_t pairs_stale = 0;  ///< of these, with a rate older than the pair's age bound
  std::string store_degraded;   ///< why batches are volatile; empty when all is durable
  /// Why history is not written; empty when it is, none when it is off.
  std::optional<std::string> history_degraded = std::nullopt;
  bool draining = false;
  std::vector<std::string> held_pairs = {};  ///< whose newest value is held back
  std::vector<rates::Contradiction> contradictions = {};
  std::vector<rates::Inconsistency> inconsistencies = {};
  ReloadHistory reloads = {};
  std::optional<rates::Timestamp> certificate_ends = std::nullopt;  ///< none without TLS
};

/// From when on an operator is warned that the certificate ends.
inline constexpr std::chrono::days certificate_warning{14};

/// Whether to send traffic here: not draining and at least one rate to show.
bool is_ready(const Condition& condition) noexcept;

struct HealthReport {
  int http_status = 200;
  std::string body;
};

/// The answer of /healthz: application/health+json (draft-inadarei-api-health-check-06) with one
/// check a feed. A failing feed, a stale or held pair, one without a rate, a feed that contradicts
/// a peg or itself, a newest configuration that was refused, and a certificate that ends soon are
/// `warn` with 200. `fail`, 503, is draining, or no feed working and nothing but old rates to show.
HealthReport health_report(const Condition& condition, rates::Timestamp now);

}  // namespace tickerd::app
