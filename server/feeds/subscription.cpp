#include "feeds/subscription.hpp"

#include <utility>

#include <fmt/format.h>

#include "feeds/text.hpp"

namespace tickerd::feeds {

using rates::Errc;
using rates::fail;

Subscription::Subscription(std::vector<rates::CurrencyPair> pairs, bool confirms)
    : pairs_(std::move(pairs)), states_(pairs_.size()), confirms_(confirms) {}

void Subscription::set(std::size_t pair, State state) {
  auto& current = states_[pair];
  const auto count = [this](State which) -> std::size_t* {
    if (which == State::asked) return nullptr;
    return which == State::accepted ? &accepted_ : &refused_;
  };
  if (current == State::refused && state != State::refused) {
    std::erase_if(refusals_, [where = pairs_[pair].text()](const RowProblem& refusal) {
      return refusal.where == where;
    });
  }
  if (auto* const before = count(current)) --*before;
  if (auto* const after = count(state)) ++*after;
  current = state;
}

bool Subscription::accept(std::span<const std::size_t> pairs) {
  const auto before = refused_;
  for (const auto pair : pairs) set(pair, State::accepted);
  for (std::size_t pair = 0; pairs.empty() && pair < pairs_.size(); ++pair) {
    set(pair, State::accepted);
  }
  return refused_ < before;
}

void Subscription::refuse(std::span<const std::size_t> pairs, const std::string& reason) {
  const auto one = [&](std::size_t pair) {
    if (states_[pair] == State::refused) return;
    set(pair, State::refused);
    refusals_.push_back(
        {pairs_[pair].text(), fmt::format("the source refuses it: {}", excerpt(reason))});
  };
  for (const auto pair : pairs) one(pair);
  if (!pairs.empty()) return;
  for (std::size_t pair = 0; pair < pairs_.size(); ++pair) one(pair);
}

void Subscription::quoted(std::size_t pair) {
  quoted_ = true;
  if (states_[pair] == State::asked) set(pair, State::accepted);
}

bool Subscription::stands() const noexcept {
  return quoted_ || !confirms_ || (answered() == pairs_.size() && accepted_ > 0);
}

rates::Result<void> Subscription::check() const {
  if (refused_ < pairs_.size()) return {};
  const auto& first = refusals_.front();
  return fail(Errc::bad_document,
              fmt::format("expected a subscription, got {} of {} pairs refused; {}: {}", refused_,
                          pairs_.size(), first.where, first.what));
}

}  // namespace tickerd::feeds
