#pragma once

#include <optional>
#include <span>
#include <string>

#include "rates/rate.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// What somebody else gives for a pair at the moment.
struct Witness {
  Decimal value;
  std::string source;
};

/// What is known of a pair beside the value to be judged.
struct Evidence {
  std::span<const Witness> pegs;    ///< what pegs give for the pair
  std::span<const Witness> others;  ///< what other feeds give, on series of their own
  bool is_peg = false;              ///< the value itself is a peg's: an operator's word
  bool ticks = false;               ///< the value is a stream's tick
};

/// Whether `value` is within the rule's bound of `from`.
bool is_near(const Decimal& value, const Decimal& from, const PairRule& rule);

/// Doubts the newest value of one pair until it is confirmed. Pure; remembers what it took last.
///
/// A value is taken at once when a peg or another feed agrees, or when it is within the rule's
/// `max_jump_percent` of the last one taken. It is held when a peg contradicts it; when it jumped;
/// and when it is the first and other feeds say otherwise. A held value is taken when another feed
/// or a peg agrees, when its own source repeats it at a new value date (a stream: with two further
/// ticks), or when an operator lets it out; against a peg only the operator helps.
class Guard {
 public:
  /// A value that is held.
  struct Doubt {
    Decimal value;  ///< as it was said last
    AsOf as_of;
    std::string source;
    std::string reason;  ///< "moved 16.13 % from 3.1000, the bound is 10 %"
    Timestamp since;
    Date first_date;  ///< of the statement that began it
    int repeats = 0;  ///< further statements of about the same value
  };

  /// Takes over what was published by an earlier run.
  void restore(const Rate& published);

  /// Whether `candidate` is to be published. When it is not, doubt() says why.
  bool takes(const Rate& candidate, const Evidence& evidence, const PairRule& rule, Timestamp now);

  /// Whether other feeds must be heard to judge `candidate`: finding them costs.
  bool wants_others(const Rate& candidate, const PairRule& rule) const;

  /// The held value counts as confirmed from now on.
  void release();

  const std::optional<Doubt>& doubt() const noexcept { return doubt_; }
  /// Whether a value of the pair's own source stands, to be shown while a newer one is held.
  bool has_good() const noexcept { return good_.has_value(); }

 private:
  struct Statement {
    Decimal value;
    AsOf as_of;
    std::string source;
  };

  bool is_repeated(const Rate& candidate, const Evidence& evidence, const PairRule& rule) const;
  bool hold(const Rate& candidate, const PairRule& rule, std::string reason, Timestamp now);
  bool take(const Rate& candidate, bool is_proven);

  std::optional<Statement> good_;  // the last value that was taken
  bool proven_ = false;            // whether something confirmed it
  std::optional<Rate> restored_;
  std::optional<Doubt> doubt_;
  std::optional<Statement> released_;
};

}  // namespace tickerd::rates
