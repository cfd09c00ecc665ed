#include <algorithm>
#include <stdexcept>

#include "stream/group_frames.hpp"
#include "stream/hub.hpp"
#include "stream/hub_walk.hpp"

namespace tickerd::stream {
namespace {

// 2^64 times 1/p and 1/p^2, where p^3 = p + 1: their multiples fill a square evenly, so that the
// first group and the first subscriber in it do not go together.
constexpr std::uint64_t group_stride = 0xC13FA9A902A6328F;
constexpr std::uint64_t slot_stride = 0x91E10DA5C79E7B1D;

}  // namespace

void Hub::publish(const rates::Batch& batch) {
  if (walks_ > 0) throw std::logic_error("Hub::publish() was called from within deliver()");
  const bool anew = batch.epoch != board_.position().epoch;
  if (!board_.apply(batch)) return;
  ++counters_.batches;
  published_at_ = batch.published_at;
  Walk walk(*this);
  select(batch);
  if (anew) {
    topics_.begin_epoch();
    selected_.clear();
    for (const auto& [options, group] : groups_) selected_.push_back(group.get());
  }
  const std::size_t count = selected_.size();
  const std::size_t first = rotated(count, group_stride);
  for (std::size_t i = 0; i < count; ++i) {
    Group& next = *selected_[first + i < count ? first + i : first + i - count];
    anew ? deliver_snapshot(next) : deliver_update(next);
  }
}

void Hub::select(const rates::Batch& batch) {
  ++publishings_;
  selected_.clear();
  for (const auto& rate : batch.rates) {
    Topic& topic = topics_.at(rate.pair);
    topic.entry = board_.find(rate.pair);
    for (const auto& listener : topic.listeners) select(*listener.group);
    if (!topic.configured) continue;
    for (Group* all : all_pairs_groups_) select(*all);
  }
}

void Hub::select(Group& group) {
  if (std::exchange(group.selected_by, publishings_) != publishings_) selected_.push_back(&group);
}

/// Where to begin with `count` of something: spread evenly over the publishings.
std::size_t Hub::rotated(std::size_t count, std::uint64_t stride) const noexcept {
  return static_cast<std::size_t>(((publishings_ * stride) >> 32) * count >> 32);
}

void Hub::deliver_update(Group& group) {
  updates_.clear();
  const std::uint64_t seq = board_.position().seq;
  const std::size_t count = group.slots.size();
  const std::size_t first = rotated(count, slot_stride);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = first + i < count ? first + i : first + i - count;
    const Slot& slot = group.slots[at];
    if (slot.subscriber == nullptr || slot.sent_seq >= seq) continue;
    if (slot.owed == Owed::nothing) {
      send(group, at, update_after(group, slot.sent_seq), Owed::update);
    } else {
      ++counters_.conflated;
    }
  }
  updates_.clear();
}

const FramePtr& Hub::update_after(const Group& group, std::uint64_t prev) {
  const auto known = std::ranges::find(updates_.rbegin(), updates_.rend(), prev,
                                       &decltype(updates_)::value_type::first);
  if (known != updates_.rend()) return known->second;
  const auto topics = collect(group, [&](const Topic& topic) { return topic.changed_after(prev); });
  ++counters_.frames;
  updates_.emplace_back(
      prev, update_frame(group.options, board_.position(), prev, published_at_, topics));
  return updates_.back().second;
}

void Hub::deliver_snapshot(Group& group) {
  const FramePtr frame = whole_snapshot_of(group);
  const std::size_t count = group.slots.size();
  for (std::size_t at = 0; at < count; ++at) {
    Slot& slot = group.slots[at];
    if (slot.subscriber == nullptr) continue;
    if (slot.owed == Owed::nothing) {
      send(group, at, frame, Owed::snapshot);
    } else {
      slot.owed = Owed::snapshot;
      ++counters_.conflated;
    }
  }
}

void Hub::catch_up(const Subscription& subscription) {
  Group& group = *subscription.group_;
  const std::size_t at = subscription.slot_;
  Slot& slot = group.slots[at];
  if (slot.owed == Owed::nothing) return;
  Walk walk(*this);
  if (slot.owed == Owed::snapshot) {
    if (send(group, at, whole_snapshot_of(group), Owed::snapshot)) ++counters_.merged;
    return;
  }
  const auto topics =
      collect(group, [&](const Topic& topic) { return topic.changed_after(slot.sent_seq); });
  if (topics.empty()) {
    slot.owed = Owed::nothing;
    return;
  }
  const auto frame =
      update_frame(group.options, board_.position(), slot.sent_seq, published_at_, topics);
  ++counters_.frames;
  if (send(group, at, frame, Owed::update)) ++counters_.merged;
}

void Hub::beat(std::chrono::steady_clock::time_point now) {
  if (walks_ > 0) throw std::logic_error("Hub::beat() was called from within deliver()");
  Walk walk(*this);
  std::map<std::pair<Transport, std::uint64_t>, FramePtr> frames;
  for (const auto& [options, group] : groups_) {
    for (std::size_t at = 0; at < group->slots.size(); ++at) {
      Slot& slot = group->slots[at];
      if (slot.subscriber == nullptr || slot.owed != Owed::nothing) continue;
      if (slot.quiet_since == Slot::not_quiet) slot.quiet_since = now;
      if (now - slot.quiet_since < heartbeat_) continue;
      FramePtr& frame = frames[{options.transport, slot.sent_seq}];
      if (!frame) {
        frame = heartbeat_frame(options.transport, board_.position(), slot.sent_seq, clock_.now());
        ++counters_.frames;
      }
      if (!send(*group, at, frame, Owed::nothing)) continue;
      ++counters_.heartbeats;
      group->slots[at].quiet_since = now;
    }
  }
}

FramePtr Hub::snapshot_of(const Group& group, bool resumed, TopicSpan topics) {
  ++counters_.frames;
  return snapshot_frame(group.options, board_.position(), clock_.now(), resumed, topics);
}

FramePtr Hub::whole_snapshot_of(const Group& group) {
  return snapshot_of(group, false,
                     collect(group, [](const Topic& topic) { return topic.published(); }));
}

/// Hands over one frame and notes what became of it. Called within a walk. Whether it was taken.
bool Hub::send(Group& group, std::size_t at, const FramePtr& frame, Owed if_busy) {
  const bool taken = group.slots[at].subscriber->deliver(frame);
  Slot& slot = group.slots[at];  // others may have come, and the slots have moved
  if (taken) ++counters_.delivered;
  if (slot.subscriber == nullptr) return taken;
  if (taken) {
    slot.sent_seq = board_.position().seq;
    slot.owed = Owed::nothing;
    slot.quiet_since = Slot::not_quiet;
  } else {
    slot.owed = if_busy;
    if (if_busy != Owed::nothing) ++counters_.conflated;
  }
  return taken;
}

}  // namespace tickerd::stream
