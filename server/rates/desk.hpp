#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rates/book.hpp"
#include "rates/consistency.hpp"
#include "rates/contradictions.hpp"
#include "rates/explanation.hpp"
#include "rates/guard.hpp"
#include "rates/history.hpp"
#include "rates/lookback.hpp"
#include "rates/path.hpp"
#include "rates/pricing.hpp"
#include "rates/quote.hpp"
#include "rates/rate.hpp"
#include "rates/rules.hpp"

namespace tickerd::rates {

/// A quote the desk did not take, and why.
struct Refusal {
  Quote quote;
  std::string reason;
};

/// What one update changed.
struct Outcome {
  std::vector<Rate> rates;        ///< pairs whose published fields differ from before
  std::vector<Close> closes;      ///< new or revised values per value date, to be stored
  std::vector<Refusal> refusals;  ///< e.g. older than what is held
  /// What published pairs were worth on earlier days that came in with it: for a history. On the
  /// path of their present value, of no batch.
  std::vector<HistoryPoint> past = {};
};

/// What a desk goes on with after its configuration changed.
struct DeskSetup {
  std::vector<FeedTraits> feeds;  ///< in order of preference
  std::vector<PairRule> pairs;    ///< the configured ones
  /// Others to be published as long as quotes give them, or a feed that begins anew may.
  std::vector<PairRule> asked = {};
  std::vector<std::string> begun = {};  ///< feeds that begin anew: they are not silent
};

/// What that changed.
struct Reconfigured {
  Outcome outcome;                 ///< as of Desk::review()
  std::vector<CurrencyPair> gone;  ///< were published and are no more
};

/// Turns quotes into rates: picks by feed preference, inverts, crosses through a common currency,
/// finds the earlier values on the same path that changes are measured against, doubts jumps, and
/// judges the status.
///
/// Pure: no I/O, no clock; every call says what time it is, and the same calls give the same
/// answers. Not thread-safe; the engine owns it.
/// Rules: "Which number a pair gets" in the protocol.
class Desk {
 public:
  /// Two feeds of one name, two rules of one pair and a rule naming a feed that is not there are
  /// broken invariants (std::invalid_argument): the configuration was checked before.
  Desk(std::vector<FeedTraits> feeds, const std::vector<PairRule>& pairs);

  /// Takes back what a store kept, before the first ingest. Rates equal to restored ones are not
  /// published again. Rates of pairs without a rule and closes of feeds that are not configured any
  /// more are left out. `closes` is in ascending order of value dates. Call review() afterwards:
  /// time has passed, and the configuration may be another.
  ///
  /// Bases of other kinds that a store of an earlier version did not keep are found again in the
  /// closes that gave them, but for `open`, which no close tells.
  void restore(std::span<const SequencedRate> rates, std::span<const Close> closes);

  /// Takes in one poll of one feed, which must be configured. A quote of an older value date than
  /// the one held replaces nothing and is refused; the same date and value is no news. When an
  /// update states several dates of a pair, the newest is its value and the earlier ones, as far as
  /// they are news, its closes; of one date stated twice the last statement counts.
  Outcome ingest(const FeedUpdate& update, Timestamp now);

  /// Takes in what a feed, which must be configured, said of days gone by: values of earlier dates
  /// than the newest of their pair, where no value is held. They are closes, never news: no value
  /// changes and none is doubted. The outcome has the closes that were taken, oldest first, and the
  /// pairs whose basis is another now. All else in the update is left out without a refusal.
  Outcome ingest_past(const FeedUpdate& update, Timestamp now);

  /// The value dates that are held of a feed, of any of its pairs. Unknown feeds:
  /// std::invalid_argument.
  std::set<Date> dates_of(std::string_view feed) const;
  /// The newest of them; none when nothing is held. Cheap. Unknown feeds: std::invalid_argument.
  std::optional<Date> newest_date_of(std::string_view feed) const;

  /// Judges ages again: rates that changed by the passing of time alone (status, or another path
  /// because the one before is too old). A rate none of whose sources is left stays, with its age
  /// judged. The outcome has no closes and no refusals.
  Outcome review(Timestamp now);

  /// Publishes one more pair from now on (a subscriber asked for a pair that is not configured).
  /// Returns its rate when it can be had from the quotes at hand, or nothing, and then does not
  /// keep the pair. Of a pair that is published already it returns the rate as it was published.
  std::optional<Rate> track(const PairRule& rule, Timestamp now);

  /// The stretches of history that changes of ticks are measured against next. Banks need none: the
  /// desk holds a value of each of their days.
  std::vector<PastWindowQuery> wanted_windows(Timestamp now) const;
  /// Whether a change is unknown until a wanted window is there.
  bool misses_windows() const noexcept;
  /// Takes in windows that were wanted. The outcome has the rates whose bases are others now.
  Outcome look_back(std::vector<std::pair<PastWindowQuery, PastWindow>> answers, Timestamp now);

  /// Lets the held value of a pair out, as an operator decides. The outcome has its rate. Fails
  /// with not_found when the pair is not published or nothing of it is held.
  Result<Outcome> release(const CurrencyPair& pair, Timestamp now);

  /// Whether a feed is heard. A streamed feed that is silent gives no live value: pairs go to their
  /// next path, or are stale. The outcome is as of review(). Unknown feeds: std::invalid_argument.
  Outcome set_silent(std::string_view feed, bool silent, Timestamp now);

  /// Goes on with other feeds and rules, as a restart with them would, but keeps all that no store
  /// does: what is held and why, how the running day began, what was looked back at. What feeds of
  /// a name that stays said stays too. Broken invariants are those of the constructor.
  Reconfigured reconfigure(DeskSetup setup, Timestamp now);

  /// What was last published of a pair, or restored; null when there is nothing. Lives until the
  /// next call that may publish.
  const Rate* published(const CurrencyPair& pair) const;

  /// How a published pair came to its number; none when it is not published.
  std::optional<Explanation> explain(const CurrencyPair& pair) const;

  /// Market quotes that contradict a peg at the moment, by more than a hundredth.
  std::vector<Contradiction> contradictions() const {
    return find_contradictions(book_, feeds_, silent_, pegs_);
  }

  /// Where feeds contradict themselves at the moment.
  const std::vector<Inconsistency>& inconsistencies() const noexcept {
    return consistency_.found();
  }

  /// Pairs whose newest value is held at the moment.
  std::size_t held() const noexcept;

  /// No rate of this world is outside of 1e-30 to 1e30; what is derived from quotes within stays
  /// readable. Others are refused.
  static bool is_plausible(const Decimal& value);

  /// Whether the pair is published already, or waits for its first quote.
  bool tracks(const CurrencyPair& pair) const { return index_.contains(pair); }
  /// All of which that is so.
  std::vector<CurrencyPair> pairs() const;

 private:
  /// A rule, the paths that can give it a value, and what was last published of it.
  struct Entry {
    PairRule rule;
    std::vector<std::size_t> feeds;  // numbers, most preferred first
    std::vector<Path> paths;
    std::vector<Path> peg_paths;  // of all feeds: those that a peg decides
    std::size_t book_size = 0;    // of the book when paths were found
    Guard guard;
    std::optional<Rate> published;
    std::vector<ExplainedLeg> legs;  // of what is published; empty until something was priced
    std::string note;                // how what stands in was had, where legs do not tell
    Lookback lookback;
    bool has_ticks = false;      // the path of what was priced last
    bool misses_window = false;  // in what was priced last
  };
  using SeriesSet = std::vector<bool>;  // by SeriesId

  std::optional<std::size_t> feed_number(std::string_view name) const;
  /// The same of a feed that must be there: std::invalid_argument.
  std::size_t known_feed(std::string_view name) const;
  Entry make_entry(const PairRule& rule) const;
  void keep_entry(Entry entry);
  /// What is known of a pair beside its rule.
  static void take_over(Entry& before, Entry& entry);
  /// Numbers feeds and series anew.
  void change_feeds(std::vector<FeedTraits> feeds, const std::vector<std::string>& begun);
  void change_entries(const DeskSetup& setup);
  /// Where days of instants end is another for a feed that stays: counts them again.
  void count_days_again();
  /// Counts what is published of a pair to the trading day of its sources.
  void count_published(Rate& rate) const;
  /// Two of one name: std::invalid_argument.
  static void check_names(const std::vector<FeedTraits>& feeds);
  /// Takes quotes into the book; returns which series have news.
  SeriesSet take(const FeedUpdate& update, Outcome& outcome);
  /// Adds what pairs over `series` were worth on the earlier days among the outcome's closes.
  void note_past(const SeriesSet& series, Timestamp now, Outcome& outcome) const;
  /// Whether a path goes over one of `series`.
  static bool uses(std::span<const Path> paths, const SeriesSet& series);
  /// Prices the pairs that have a path over one of `series`.
  void price_users(const SeriesSet& series, Timestamp now, std::vector<Rate>& rates);
  void find_paths_of(Entry& entry) const;
  /// Gives what is published of it, and was restored, its bases of other kinds than the stored one.
  void find_other_bases(Entry& entry) const;
  /// An instant counted to the trading day of `feed`.
  AsOf counted(const AsOf& as_of, std::size_t feed) const;
  /// What the pair is worth now, doubts heeded; none without a path.
  std::optional<Rate> price(Entry& entry, Timestamp now) const;
  /// Adds the bases that no value of a day tells: of ticks what history says and what was published
  /// last; after a restart how the running day began.
  void add_remembered_bases(Entry& entry, const Pricing& pricing, const Path& path,
                            Rate& rate) const;
  std::optional<Basis> remembered_basis(BasisKind kind, Entry& entry, const Pricing& pricing,
                                        const Path& path, const Rate& rate) const;
  /// What speaks against a candidate: paths that give another value, and the values.
  struct Doubters {
    const Path* path = nullptr;
    const Witness* word = nullptr;
  };
  /// What is shown in the place of a candidate that is held.
  Rate in_place_of(const Rate& candidate, Entry& entry, const Pricing& pricing,
                   const Doubters& doubters, const Path& path, Timestamp now) const;
  static void publish(Entry& entry, Rate rate, std::vector<Rate>& rates);

  std::vector<FeedTraits> feeds_;
  std::vector<bool> silent_;    // by feed
  std::vector<SeriesId> pegs_;  // as of find_pegs()
  Consistency consistency_;
  Book book_;
  std::vector<Entry> entries_;
  std::unordered_map<CurrencyPair, std::size_t> index_;  // into entries_
};

}  // namespace tickerd::rates
