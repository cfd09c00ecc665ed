#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rates/time.hpp"

namespace tickerd::app {

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

/// What a gauge `..._timestamp_seconds` holds: 0 when it has not happened.
double seconds_since_1970(const std::optional<rates::Timestamp>& at);

/// Name and value: {{"feed", "nbk"}}.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// Collects families of metrics in the order they are described, and writes them in the Prometheus
/// text format 0.0.4. What is added belongs to the family described last.
class MetricFamilies {
 public:
  /// How many measurements were at most `bound`; the last bound is infinity.
  struct Bucket {
    std::uint64_t count;
    double bound;
  };

  MetricFamilies();
  ~MetricFamilies();
  MetricFamilies(const MetricFamilies&) = delete;
  MetricFamilies& operator=(const MetricFamilies&) = delete;

  void describe(std::string name, std::string help, MetricKind kind);
  /// To a family of counters or gauges.
  void add(double value, const MetricLabels& labels = {});
  /// To a family of histograms; the last bucket has all measurements.
  void add(std::span<const Bucket> buckets, double sum, const MetricLabels& labels);

  /// A family of one.
  void counter(std::string name, std::string help, std::uint64_t value);
  void gauge(std::string name, std::string help, double value);

  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::app
