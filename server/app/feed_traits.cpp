#include "app/feed_traits.hpp"

#include <variant>

namespace tickerd::app {
namespace {

using Kind = rates::FeedTraits::Kind;

/// Fills in what each kind of source is to the desk.
struct Describe {
  rates::FeedTraits& traits;

  void of_preset(const feeds::Preset& preset) const {
    traits.calendar = preset.calendar;
    traits.max_age = preset.max_age;
  }
  void operator()(const feeds::PolledSpec& spec) const { of_preset(spec.preset); }
  void operator()(const feeds::StreamedSpec& spec) const {
    of_preset(spec.preset);
    traits.ticks = true;
  }
  void operator()(const feeds::PushedSpec& spec) const { of_preset(spec.preset); }
  void operator()(const feeds::FixedSpec&) const { traits.kind = Kind::peg; }
  // Recorded days are played at another time than their own: no calendar fits them.
  void operator()(const feeds::ReplaySpec&) const { traits.kind = Kind::simulated; }
  void operator()(const feeds::RecordingSpec&) const { traits.kind = Kind::simulated; }
};

}  // namespace

std::vector<rates::FeedTraits> traits_of(const std::vector<feeds::FeedSpec>& specs,
                                         const std::shared_ptr<const rates::DayEnd>& day_end) {
  std::vector<rates::FeedTraits> all;
  all.reserve(specs.size());
  for (const auto& spec : specs) {
    auto& traits = all.emplace_back();
    traits.name = spec.name;
    std::visit(Describe{traits}, spec.source);
    if (traits.kind == Kind::market) traits.day_end = day_end;
  }
  return all;
}

}  // namespace tickerd::app
