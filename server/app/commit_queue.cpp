#include "app/commit_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tickerd::app {
namespace {

/// Closes are kept in order: of one value date the log keeps the last.
void merge(Commit later, Commit& into) {
  if (!into.heard_at) into.heard_at = later.heard_at;
  for (auto& rate : later.rates) {
    const auto held = std::ranges::find(into.rates, rate.pair, &rates::Rate::pair);
    if (held == into.rates.end()) {
      into.rates.push_back(std::move(rate));
    } else {
      *held = std::move(rate);
    }
  }
  for (auto& close : later.closes) {
    const auto is_same = [&close](const rates::Close& held) {
      return held.feed == close.feed && held.quote.pair == close.quote.pair &&
             held.quote.as_of.date() == close.quote.as_of.date();
    };
    const auto held = std::ranges::find_if(into.closes, is_same);
    if (held == into.closes.end()) {
      into.closes.push_back(std::move(close));
    } else {
      *held = std::move(close);
    }
  }
}

}  // namespace

void CommitQueue::push(Commit commit) {
  const bool is_merged = waiting_.size() >= most_waiting && !commit.done && !waiting_.back().done;
  if (is_merged) {
    merge(std::move(commit), waiting_.back());
  } else {
    waiting_.push_back(std::move(commit));
  }
}

Commit CommitQueue::pop() {
  Commit next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

}  // namespace tickerd::app
