#include <algorithm>
#include <stdexcept>

#include "stream/hub.hpp"
#include "stream/hub_walk.hpp"

namespace tickerd::stream {
namespace {

// 2^64 times 1/p and 1/p^2, where p^3 = p + 1: their multiples fill a square evenly, so that the
// first group and the first subscriber in it do not go together.
constexpr std::uint64_t group_stride = 0xC13FA9A902A6328F;
constexpr std::uint64_t slot_stride = 0x91E10DA5C79E7B1D;

/// In one call of deliver(): a long one takes a fifth of a millisecond to encode and compress.
constexpr std::uint64_t frames_at_once = 16;

/// How many turns before its own a subscriber's memory is asked for. Nobody has touched it since
/// the last delivery; waiting for it is a fiftieth of what a delivery takes, the kernel's part
/// included.
constexpr std::size_t turns_ahead = 8;
constexpr std::size_t cache_line = 64;
constexpr std::size_t lines_of_subscriber = 6;

void ask_for(const Subscriber* subscriber) noexcept {
  if (subscriber == nullptr) return;
  const auto* const memory = reinterpret_cast<const std::byte*>(subscriber);
  for (std::size_t line = 0; line < lines_of_subscriber; ++line) {
    __builtin_prefetch(memory + line * cache_line, 1);
  }
}

}  // namespace

void Hub::take_in(const rates::Batch& batch) {
  if (walks_ > 0) throw std::logic_error("Hub::take_in() was called from within deliver()");
  const bool anew = batch.epoch != board_.position().epoch;
  if (!board_.apply(batch)) return;
  ++counters_.batches;
  published_at_ = batch.published_at;
  forget_frames();
  greeting_ = {};
  heartbeats_.clear();
  if (anew) {
    topics_.begin_epoch();
    left_at_.reset();
  }
  for (const auto& rate : batch.rates) {
    Topic& topic = topics_.at(rate.pair);
    topic.entry = board_.find(rate.pair);
    for (const auto& listener : topic.listeners) concern(*listener.group);
    if (!topic.configured) continue;
    for (Group* all : all_pairs_groups_) {
      if (topic.is_for(all->options.entitlement)) concern(*all);
    }
  }
  if (!anew) return;
  for (const auto& [options, group] : groups_) owe_snapshot(*group);
}

void Hub::concern(Group& group) {
  group.changed_at = board_.position().seq;
  if (std::exchange(group.due, true)) return;
  group.due_at = next_round_.size();
  next_round_.push_back(&group);
}

void Hub::owe_snapshot(Group& group) {
  for (Slot& slot : group.slots) slot.owed = Owed::snapshot;
  concern(group);
}

void Hub::withdraw(Group& group) noexcept {
  if (!group.due) return;
  auto& groups = group.due_at < round_.groups.size() && round_.groups[group.due_at] == &group
                     ? round_.groups
                     : next_round_;
  groups[group.due_at] = nullptr;
}

/// What was encoded is of another board now.
void Hub::forget_frames() noexcept {
  updates_.clear();
  snapshot_.reset();
}

/// Where to begin with `count` of something: spread evenly over the rounds.
std::size_t Hub::rotated(std::size_t count, std::uint64_t stride) const noexcept {
  return static_cast<std::size_t>(((rounds_ * stride) >> 32) * count >> 32);
}

bool Hub::begin_round() {
  std::swap(round_.groups, next_round_);
  next_round_.clear();
  arrange_round();
  ++rounds_;
  round_.first = rotated(round_.groups.size(), group_stride);
  round_.begun = 0;
  return !round_.groups.empty();
}

/// Groups in the order in which they came: so lie their subscribers in memory, and the sockets of
/// those in the kernel's. In the order of what changed a delivery costs an eighth more.
void Hub::arrange_round() {
  auto& groups = round_.groups;
  std::erase(groups, nullptr);
  std::ranges::sort(groups, {}, &Group::ordinal);
  for (std::size_t at = 0; at < groups.size(); ++at) groups[at]->due_at = at;
}

/// Takes the cursor to the next group. False at the end of the round.
bool Hub::begin_group() {
  const std::size_t count = round_.groups.size();
  while (round_.begun < count) {
    const std::size_t at = round_.first + round_.begun++;
    Group* const group = std::exchange(round_.groups[at < count ? at : at - count], nullptr);
    if (group == nullptr) continue;
    group->due = false;
    cursor_ = {.group = group,
               .first = rotated(group->slots.size(), slot_stride),
               .passed = 0,
               .count = group->slots.size()};
    return true;
  }
  return false;
}

bool Hub::deliver(std::size_t most) {
  if (walks_ > 0) throw std::logic_error("Hub::deliver() was called from within deliver()");
  if (between_rounds() && !begin_round()) return false;
  const Walk walk(*this);
  const std::uint64_t enough_frames = counters_.frames + frames_at_once;
  for (; most > 0 && counters_.frames < enough_frames; --most) {
    if (cursor_.group == nullptr && !begin_group()) break;
    deliver_next();
    if (cursor_.passed < cursor_.count) continue;
    cursor_ = {};
    forget_frames();
  }
  return !between_rounds() || !next_round_.empty();
}

/// To the subscriber at the cursor.
void Hub::deliver_next() {
  Group& group = *cursor_.group;
  const std::size_t at = cursor_.first + cursor_.passed++;
  const std::size_t place = at < cursor_.count ? at : at - cursor_.count;
  const Slot& slot = group.slots[place];
  if (place + turns_ahead < group.slots.size()) ask_for((&slot)[turns_ahead].subscriber);
  if (slot.subscriber == nullptr) return;
  if (slot.owed == Owed::snapshot) {
    if (!snapshot_) snapshot_ = whole_snapshot_of(group);
    send(group, place, snapshot_, Owed::snapshot);
  } else if (slot.sent_seq < group.changed_at) {
    if (slot.owed == Owed::nothing) {
      send(group, place, update_after(group, slot.sent_seq), Owed::update);
    } else {
      ++counters_.conflated;
    }
  }
}

const FramePtr& Hub::update_after(const Group& group, std::uint64_t prev) {
  const auto known = std::ranges::find(updates_.rbegin(), updates_.rend(), prev,
                                       &decltype(updates_)::value_type::first);
  if (known != updates_.rend()) return known->second;
  const auto topics = collect(group, [&](const Topic& topic) { return topic.changed_after(prev); });
  ++counters_.frames;
  updates_.emplace_back(
      prev, frames_.update(group.options, board_.position(), prev, published_at_, topics));
  return updates_.back().second;
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
      frames_.update(group.options, board_.position(), slot.sent_seq, published_at_, topics);
  ++counters_.frames;
  if (send(group, at, frame, Owed::update)) ++counters_.merged;
}

void Hub::beat(const Subscription& subscription, std::chrono::steady_clock::time_point now) {
  Group& group = *subscription.group_;
  const std::size_t at = subscription.slot_;
  Slot& slot = group.slots[at];
  // A heartbeat says that there is no news: not to those who are about to get some.
  if (slot.owed != Owed::nothing || group.due || cursor_.group == &group) return;
  if (slot.quiet_since == Slot::not_quiet) slot.quiet_since = now;
  if (now - slot.quiet_since < heartbeat_) return;
  if (std::exchange(beaten_at_, now) != now) heartbeats_.clear();
  const Transport transport = group.options.transport;
  FramePtr& frame = heartbeats_[{transport, slot.sent_seq}];
  if (!frame) {
    frame = heartbeat_frame(transport, board_.position(), slot.sent_seq, clock_.now());
    ++counters_.frames;
  }
  const Walk walk(*this);
  if (!send(group, at, frame, Owed::nothing)) return;
  ++counters_.heartbeats;
  group.slots[at].quiet_since = now;
}

FramePtr Hub::snapshot_of(const Group& group, bool resumed, TopicSpan topics) {
  ++counters_.frames;
  return frames_.snapshot(group.options, board_.position(), clock_.now(), resumed, topics);
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
