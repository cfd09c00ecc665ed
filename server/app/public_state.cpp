#include "app/public_state.hpp"

namespace tickerd::app {
namespace {

using feeds::FeedHealth;
using Word = http::SourceState::Word;

Word word_of(const FeedCondition& feed) {
  switch (feed.health->state) {
    case FeedHealth::State::failing:
      return Word::failing;
    case FeedHealth::State::starting:
      return Word::starting;
    case FeedHealth::State::ok:
      break;
  }
  if (feed.late) return Word::late;
  return feed.closed.value_or(false) ? Word::closed : Word::fresh;
}

}  // namespace

http::ServerState public_state(const std::vector<FeedCondition>& feeds, rates::Timestamp started_at,
                               std::uint64_t clients) {
  http::ServerState state{.started_at = started_at, .clients = clients, .sources = {}};
  state.sources.reserve(feeds.size());
  for (const auto& feed : feeds) {
    state.sources.push_back({.name = feed.name,
                             .word = word_of(feed),
                             .last_success = feed.health->last_success,
                             .next_poll = feed.health->next_attempt});
  }
  return state;
}

}  // namespace tickerd::app
