#include "stream/hub.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "stream/hub_walk.hpp"

namespace tickerd::stream {

Hub::Hub(Board board, std::chrono::milliseconds heartbeat, const rates::Clock& clock)
    : board_(std::move(board)), heartbeat_(heartbeat), clock_(clock), published_at_(clock.now()) {
  for (const auto& [pair, entry] : board_.entries()) topics_.at(pair).entry = &entry;
}

Hub::~Hub() = default;

void Hub::set_configured(std::span<const rates::CurrencyPair> pairs,
                         std::span<const rates::CurrencyPair> restricted) {
  const bool first = configured_.empty();
  const auto before = std::exchange(configured_, {});
  bool changed = false;
  for (Topic* topic : before) topic->configured = false;
  for (const auto& pair : pairs) {
    Topic& topic = topics_.at(pair);
    if (topic.configured) continue;  // named twice
    topic.configured = true;
    const bool closes = std::ranges::binary_search(restricted, pair);
    const bool listed = std::ranges::count(before, &topic) > 0;
    if (!first && (!listed || (topic.restricted && !closes))) {
      topic.listed_at = board_.position().seq + 1;
    }
    // Some have it no more.
    if (listed && !topic.restricted && closes) left_at_ = board_.position().seq;
    if (std::exchange(topic.restricted, closes) != closes) changed = true;
    configured_.push_back(&topic);
  }
  if (!changed && configured_ == before) return;
  for (Topic* topic : before) {
    if (topic->configured) continue;
    topic->restricted = false;
    if (topic->published()) left_at_ = board_.position().seq;
  }
  forget_frames();
  greeting_ = {};
  for (Group* group : all_pairs_groups_) {
    group->topics = all_for(group->options.entitlement);
    owe_snapshot(*group);
  }
  for (Topic* topic : before) topics_.drop_unused(*topic);
}

std::vector<Topic*> Hub::all_for(const Entitlement& entitlement) const {
  std::vector<Topic*> topics;
  for (Topic* topic : configured_) {
    if (topic->is_for(entitlement)) topics.push_back(topic);
  }
  return topics;
}

void Hub::drop(std::span<const rates::CurrencyPair> pairs) {
  if (pairs.empty()) return;
  left_at_ = board_.position().seq;
  forget_frames();
  greeting_ = {};
  for (const auto& pair : pairs) {
    Topic& topic = topics_.at(pair);
    topic.entry = nullptr;
    board_.drop(pair);
    for (const auto& listener : topic.listeners) owe_snapshot(*listener.group);
    topics_.drop_unused(topic);
  }
}

Subscription Hub::subscribe(Subscriber& subscriber, Options options,
                            const std::optional<rates::Position>& since) {
  Subscription subscription;
  {
    Walk walk(*this);
    Group& joined = group(normalised(std::move(options)));
    joined.add({.subscriber = &subscriber, .owner = &subscription}, *this, subscription);
    ++subscribers_;
    send(joined, subscription.slot_, greeting(joined, since), Owed::snapshot);
  }
  return subscription;
}

FramePtr Hub::greeting(const Group& group, const std::optional<rates::Position>& since) {
  const auto after = since && resumes(*since) ? std::optional(since->seq) : std::nullopt;
  const auto now = clock_.now();
  if (greeting_.frame && greeting_.group == &group && greeting_.after == after &&
      greeting_.at == now) {
    return greeting_.frame;
  }
  const auto topics = collect(group, [&](const Topic& topic) {
    return topic.published() && (!after || topic.changed_after(*after) ||
                                 (group.options.all_pairs && topic.listed_at > *after));
  });
  greeting_ = {.group = &group,
               .after = after,
               .at = now,
               .frame = snapshot_of(group, after.has_value(), topics)};
  return greeting_.frame;
}

void Hub::resubscribe(Subscription& subscription, Options options,
                      const std::optional<rates::Position>& since) {
  Walk walk(*this);
  Group& from = *subscription.group_;
  Group& to = group(normalised(std::move(options)));
  const Slot slot = from.slots[subscription.slot_];
  const auto shape = [](const Options& o) { return std::tie(o.transport, o.numbers, o.basis); };
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

Group& Hub::group(const Options& options) {
  const auto [found, fresh] = groups_.try_emplace(options);
  if (!fresh) return *found->second;
  found->second = std::make_unique<Group>(found->first, ++groups_ever_);
  Group& group = *found->second;
  if (options.all_pairs) {
    group.topics = all_for(options.entitlement);
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
  const bool walked = walks_ > 0 || cursor_.group == &group;
  if (walked && !group.unswept) unswept_.push_back(&group);
  group.remove(slot, walked);
}

void Hub::retire(Group& group) {
  withdraw(group);
  if (greeting_.group == &group) greeting_ = {};
  std::erase(all_pairs_groups_, &group);
  topics_.remove_listener(group);
  groups_.erase(groups_.find(group.options));
}

bool Hub::resumes(const rates::Position& since) const noexcept {
  const auto& position = board_.position();
  if (since.epoch != position.epoch || since.seq > position.seq) return false;
  // An answer that only adds cannot say that a pair is gone.
  return !left_at_ || since.seq > *left_at_;
}

std::vector<const Board::Entry*> Hub::rates(const Options& options) const {
  std::vector<const Board::Entry*> entries;
  const auto take = [&](const Board::Entry* entry) {
    if (entry != nullptr) entries.push_back(entry);
  };
  if (options.all_pairs) {
    for (const Topic* topic : all_for(options.entitlement)) take(topic->entry);
  } else {
    for (const auto& pair : options.pairs) take(board_.find(pair));
  }
  return entries;
}

}  // namespace tickerd::stream
