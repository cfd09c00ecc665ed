#include "stream/topic.hpp"

#include <utility>

#include "stream/group.hpp"
#include "stream/wire.hpp"

namespace tickerd::stream {

std::string_view Topic::text(Numbers numbers, rates::AskedBasis basis) {
  constexpr std::size_t bases = 1 + rates::basis_kinds.size();
  const auto& own = entry->rate->basis;
  const bool is_own = !basis || (own && own->kind == *basis);
  const auto of_basis = is_own ? 0 : 1 + static_cast<std::size_t>(std::to_underlying(*basis));
  Text& text = texts[static_cast<std::size_t>(std::to_underlying(numbers)) * bases + of_basis];
  if (text.seq != entry->seq || text.json.empty()) {
    text.json = wire::rate_json(*entry->rate, entry->seq, numbers, basis);
    text.seq = entry->seq;
  }
  return text.json;
}

void Topics::drop_unused(const Topic& topic) {
  if (!topic.published() && !topic.configured && topic.listeners.empty()) topics_.erase(topic.pair);
}

void Topics::begin_epoch() noexcept {
  for (auto& [pair, topic] : topics_) topic.begin_epoch();
}

void Topics::add_listener(Group& group) {
  for (const auto& pair : group.options.pairs) {
    Topic& topic = at(pair);
    group.places.push_back(topic.listeners.size());
    topic.listeners.push_back({&group, group.topics.size()});
    group.topics.push_back(&topic);
  }
}

void Topics::remove_listener(Group& group) {
  for (std::size_t i = 0; i < group.places.size(); ++i) {
    auto& listeners = group.topics[i]->listeners;
    listeners[group.places[i]] = listeners.back();
    const Topic::Listener& moved = listeners[group.places[i]];
    moved.group->places[moved.place] = group.places[i];
    listeners.pop_back();
    drop_unused(*group.topics[i]);
  }
}

}  // namespace tickerd::stream
