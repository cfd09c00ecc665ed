#include "app/metric_families.hpp"

#include <chrono>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace tickerd::app {
namespace {

prometheus::MetricType type_of(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter:
      return prometheus::MetricType::Counter;
    case MetricKind::gauge:
      return prometheus::MetricType::Gauge;
    case MetricKind::histogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric labelled(const MetricLabels& labels) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : labels) metric.label.push_back({name, value});
  return metric;
}

}  // namespace

double seconds_since_1970(const std::optional<rates::Timestamp>& at) {
  return at ? std::chrono::duration<double>(at->time_since_epoch()).count() : 0;
}

struct MetricFamilies::State {
  std::vector<prometheus::MetricFamily> families;
};

MetricFamilies::MetricFamilies() : state_(std::make_unique<State>()) {}
MetricFamilies::~MetricFamilies() = default;

void MetricFamilies::describe(std::string name, std::string help, MetricKind kind) {
  state_->families.push_back({std::move(name), std::move(help), type_of(kind), {}});
}

void MetricFamilies::add(double value, const MetricLabels& labels) {
  auto metric = labelled(labels);
  auto& family = state_->families.back();
  if (family.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family.metric.push_back(std::move(metric));
}

void MetricFamilies::add(std::span<const Bucket> buckets, double sum, const MetricLabels& labels) {
  auto metric = labelled(labels);
  for (const auto& [count, bound] : buckets) metric.histogram.bucket.push_back({count, bound});
  metric.histogram.sample_count = buckets.empty() ? 0 : buckets.back().count;
  metric.histogram.sample_sum = sum;
  state_->families.back().metric.push_back(std::move(metric));
}

void MetricFamilies::counter(std::string name, std::string help, std::uint64_t value) {
  describe(std::move(name), std::move(help), MetricKind::counter);
  add(static_cast<double>(value));
}

void MetricFamilies::gauge(std::string name, std::string help, double value) {
  describe(std::move(name), std::move(help), MetricKind::gauge);
  add(value);
}

std::string MetricFamilies::text() const {
  return prometheus::TextSerializer().Serialize(state_->families);
}

}  // namespace tickerd::app
