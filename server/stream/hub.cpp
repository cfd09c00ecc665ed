#include "stream/hub.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <unordered_set>

#include "stream/group_frames.hpp"

namespace tickerd::stream {

/// While one lives, places in groups keep their numbers and groups stay.
class Hub::Walk {
 public:
  explicit Walk(Hub& hub) : hub_(hub) { ++hub_.walks_; }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() {
    if (--hub_.walks_ > 0) return;
    for (Group* group : std::exchange(hub_.unswept_, {})) {
      group->sweep();
      if (group->empty()) hub_.retire(*group);
    }
  }

 private:
  Hub& hub_;
};

Hub::Hub(Board board, std::chrono::milliseconds heartbeat, const rates::Clock& clock)
    : board_(std::move(board)), heartbeat_(heartbeat), clock_(clock), published_at_(clock.now()) {
  for (const auto& [pair, entry] : board_.entries()) topics_.at(pair).entry = &entry;
}

Hub::~Hub() = default;

void Hub::set_configured(std::span<const rates::CurrencyPair> pairs) {
  const bool first = configured_.empty();
  const auto before = std::exchange(configured_, {});
  for (Topic* topic : before) topic->configured = false;
  for (const auto& pair : pairs) {
    Topic& topic = topics_.at(pair);
    if (topic.configured) continue;  // named twice
    topic.configured = true;
    if (!first && std::ranges::count(before, &topic) == 0) {
      topic.listed_at = board_.position().seq + 1;
    }
    configured_.push_back(&topic);
  }
  if (configured_ == before) return;
  {
    Walk walk(*this);
    selected_ = all_pairs_groups_;
    for (Group* group : selected_) group->topics = configured_;
    for (Group* group : selected_) deliver_snapshot(*group);
  }
  for (Topic* topic : before) topics_.drop_unused(*topic);
}

Subscription Hub::subscribe(Subscriber& subscriber, Options options,
                            const std::optional<rates::Position>& since) {
  Subscription subscription;
  {
    Walk walk(*this);
    Group& joined = group(normalised(std::move(options)));
    joined.add({.subscriber = &subscriber, .owner = &subscription}, *this, subscription);
    ++subscribers_;
    const bool resumed = since && resumes(*since);
    const auto topics = collect(joined, [&](const Topic& topic) {
      return topic.published() && (!resumed || topic.changed_after(since->seq) ||
                                   (joined.options.all_pairs && topic.listed_at > since->seq));
    });
    send(joined, subscription.slot_, snapshot_of(joined, resumed, topics), Owed::snapshot);
  }
  return subscription;
}

void Hub::resubscribe(Subscription& subscription, Options options,
                      const std::optional<rates::Position>& since) {
  Walk walk(*this);
  Group& from = *subscription.group_;
  Group& to = group(normalised(std::move(options)));
  const Slot slot = from.slots[subscription.slot_];
  const auto shape = [](const Options& o) { return std::tie(o.transport, o.numbers); };
  const bool whole = slot.owed == Owed::snapshot || (since && !resumes(*since)) ||
                     from.topics.empty() || shape(from.options) != shape(to.options);
  const std::unordered_set<const Topic*> had(from.topics.begin(), from.topics.end());
  const bool added = std::ranges::any_of(to.topics, [&](Topic* t) { return !had.contains(t); });
  vacate(from, subscription.slot_);
  to.add(slot, *this, subscription);

  const auto topics = collect(to, [&](const Topic& topic) {
    if (whole || !topic.published()) return topic.published();
    if (had.contains(&topic)) return topic.changed_after(slot.sent_seq);
    return !since || topic.changed_after(since->seq);
  });
  if (!whole && !added && !since && topics.empty()) return;
  send(to, subscription.slot_, snapshot_of(to, !whole, topics), Owed::snapshot);
}

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
  const std::size_t first = rotated(count);
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
std::size_t Hub::rotated(std::size_t count) const noexcept {
  const std::uint64_t golden = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
  return static_cast<std::size_t>(((publishings_ * golden) >> 32) * count >> 32);
}

void Hub::deliver_update(Group& group) {
  updates_.clear();
  const std::uint64_t seq = board_.position().seq;
  const std::size_t count = group.slots.size();
  const std::size_t first = rotated(count);
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

template <class Wanted>
Hub::TopicSpan Hub::collect(const Group& group, Wanted wanted) {
  collected_.clear();
  std::ranges::copy_if(group.topics, std::back_inserter(collected_),
                       [&](const Topic* topic) { return wanted(*topic); });
  return collected_;
}

Group& Hub::group(const Options& options) {
  const auto [found, fresh] = groups_.try_emplace(options);
  if (!fresh) return *found->second;
  found->second = std::make_unique<Group>(found->first);
  Group& group = *found->second;
  if (options.all_pairs) {
    group.topics = configured_;
    all_pairs_groups_.push_back(&group);
  } else {
    topics_.add_listener(group);
  }
  return group;
}

void Hub::leave(Subscription& subscription) {
  Group& left = *std::exchange(subscription.group_, nullptr);
  --subscribers_;
  vacate(left, subscription.slot_);
  if (walks_ == 0 && left.empty()) retire(left);
}

void Hub::vacate(Group& group, std::size_t slot) {
  if (walks_ > 0 && !group.unswept) unswept_.push_back(&group);
  group.remove(slot, walks_ > 0);
}

void Hub::retire(Group& group) {
  std::erase(all_pairs_groups_, &group);
  topics_.remove_listener(group);
  groups_.erase(groups_.find(group.options));
}

bool Hub::resumes(const rates::Position& since) const noexcept {
  return since.epoch == board_.position().epoch && since.seq <= board_.position().seq;
}

std::vector<const Board::Entry*> Hub::rates(const Options& options) const {
  std::vector<const Board::Entry*> entries;
  const auto take = [&](const Board::Entry* entry) {
    if (entry != nullptr) entries.push_back(entry);
  };
  if (options.all_pairs) {
    for (const Topic* topic : configured_) take(topic->entry);
  } else {
    for (const auto& pair : options.pairs) take(board_.find(pair));
  }
  return entries;
}

}  // namespace tickerd::stream
