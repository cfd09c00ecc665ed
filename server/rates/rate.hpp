#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/time.hpp"

namespace tickerd::rates {

/// How many digits a pair shows: significant digits (1 to 20) or digits after the point (0 to 20).
struct Precision {
  enum class Kind { significant, decimals };
  Kind kind = Kind::significant;
  int digits = 5;
  friend bool operator==(const Precision&, const Precision&) = default;
};

/// What a change is measured against: the last value with an earlier value date; the first value
/// stated for the value date; the last value a day, seven and thirty days before it; the last value
/// that was another one.
enum class BasisKind { previous_close, open, day, week, month, previous };
inline constexpr std::array basis_kinds{
    BasisKind::previous_close, BasisKind::open,  BasisKind::day,
    BasisKind::week,           BasisKind::month, BasisKind::previous};
/// The word of the wire: "previous_close", "open", "24h", "7d", "30d", "previous".
std::string_view to_string(BasisKind kind) noexcept;
Result<BasisKind> parse_basis_kind(std::string_view text);

struct Basis {
  BasisKind kind = BasisKind::previous_close;
  Decimal value;  ///< unrounded
  AsOf as_of;
  friend bool operator==(const Basis&, const Basis&) = default;
};

/// Ordered from worst to best: when several hold, the first is published.
enum class Status { held, stale, late, closed, pegged, demo, live };
std::string_view to_string(Status status) noexcept;
Result<Status> parse_status(std::string_view text);
/// The worse of two.
Status worse(Status a, Status b) noexcept;

/// What we publish of one pair. Values are unrounded; the texts below round for people.
struct Rate {
  CurrencyPair pair;
  Decimal value;
  Precision precision;
  std::optional<Basis> basis;  ///< of the configured kind; none until it is known
  AsOf as_of;
  Timestamp fetched_at;
  std::string source;  ///< the feed's name, "nbkr+cbu" for a cross of two
  Status status = Status::live;
  /// Value dates whose values were held and never taken, oldest first: no change is measured
  /// against them. Not published.
  std::vector<Date> quarantined = {};
  /// The bases of the other kinds that are known, in the order of BasisKind: published to those who
  /// ask for them.
  std::vector<Basis> other_bases = {};
};

/// The basis that somebody asked for in place of the configured ones; none: each pair's own.
using AskedBasis = std::optional<BasisKind>;
/// What is shown to who asked for `asked`; null when it is not known. Lives as long as the rate.
const Basis* shown_basis(const Rate& rate, AskedBasis asked) noexcept;
/// Makes `kind` the configured one: its basis, if it is known, and the one before change places.
void configure_basis(Rate& rate, BasisKind kind);

/// Whether some subscriber would see a difference: all that is published but fetched_at, against
/// every basis.
bool same_as_published(const Rate& a, const Rate& b);

/// Whether its source is the feed, or a cross with it.
bool comes_from(const Rate& rate, std::string_view feed) noexcept;

/// "0.10710": the value rounded half-even to the precision, trailing zeros kept.
std::string rate_text(const Rate& rate);
/// "0.10701": the value of one of its bases rounded the same way.
std::string basis_text(const Rate& rate, const Basis& basis);
/// "0.0000905": value less basis, with the rate's decimals + 2.
std::string change_text(const Rate& rate, const Basis& basis);
/// "0.08", "-1.2", "0": percent change from unrounded values, at most 2 decimals, no trailing
/// zeros, never "-0".
std::string change_percent_text(const Rate& rate, const Basis& basis);

/// A rate and the number of the batch that last changed it.
struct SequencedRate {
  Rate rate;
  std::uint64_t seq = 0;
};

/// What one poll of one feed changed, numbered and durable: the unit of publishing. Immutable once
/// the RateLog returned it, shared by all threads.
struct Batch {
  std::string epoch;
  std::uint64_t seq = 0;
  Timestamp published_at;
  std::vector<Rate> rates;
};
using BatchPtr = std::shared_ptr<const Batch>;

}  // namespace tickerd::rates
