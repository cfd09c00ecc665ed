#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "feeds/decode.hpp"
#include "rates/currency.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// What became of the pairs that were subscribed to on one connection. Pure.
class Subscription {
 public:
  /// `confirms`: the source is expected to answer for each pair; otherwise it stands at once.
  Subscription(std::vector<rates::CurrencyPair> pairs, bool confirms);

  /// An answer for `pairs` (numbers), or for all when there are none. The last one counts.
  /// accept() says whether it lifts a refusal.
  bool accept(std::span<const std::size_t> pairs);
  void refuse(std::span<const std::size_t> pairs, const std::string& reason);
  /// A quote came: that pair is subscribed to, whatever was or was not answered.
  void quoted(std::size_t pair);

  /// Whether quotes may come: one came, or every pair was answered and not every one refused.
  bool stands() const noexcept;
  /// Fails with bad_document when every pair was refused, saying why the first was.
  rates::Result<void> check() const;
  /// The pairs that are refused, each once, and why.
  const std::vector<RowProblem>& refusals() const noexcept { return refusals_; }
  std::size_t answered() const noexcept { return accepted_ + refused_; }

 private:
  enum class State { asked, accepted, refused };
  void set(std::size_t pair, State state);

  std::vector<rates::CurrencyPair> pairs_;
  std::vector<State> states_;  ///< as pairs_
  std::size_t accepted_ = 0;
  std::size_t refused_ = 0;
  bool confirms_;
  bool quoted_ = false;
  std::vector<RowProblem> refusals_;
};

}  // namespace tickerd::feeds
