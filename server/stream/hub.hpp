#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rates/clock.hpp"
#include "stream/board.hpp"
#include "stream/frame.hpp"
#include "stream/group.hpp"
#include "stream/group_frames.hpp"
#include "stream/subscription.hpp"
#include "stream/topic.hpp"

namespace tickerd::stream {

/// A connection as the hub sees it. Called on the hub's thread only.
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  /// Takes one whole frame, shared with others. False when it is still busy writing an earlier one:
  /// the hub then leaves this frame out and sends one merged update when drained() is called.
  ///
  /// Any subscription may end in here, its own too; Hub::subscribe(), resubscribe() and drained()
  /// of others may be called, the rest of the hub not.
  virtual bool deliver(const FramePtr& frame) = 0;
};

/// One edge's fan-out: subscribers interned into groups by their Options; what changed is encoded
/// once a group, and delivered as one shared frame. Lives on its edge's thread; no I/O.
///
/// take_in() brings the board up to date and notes whom that concerns; deliver() then takes it to
/// so many of them at a time, so that a crowd does not hold up the thread. Batches that were taken
/// in before a subscriber's turn reach it as one update.
///
/// `prev` is the seq of the last message a subscriber got; each keeps its own. A snapshot and a
/// heartbeat carry the board's seq. Those of a group who stand at the same seq share one update;
/// the first update brings all of them to the same seq.
///
/// Rates in a message are in the configured order for `*`, sorted by pair otherwise: frames belong
/// to a set of pairs, not to the order in which one client named them.
///
/// A subscriber that is behind costs no queue: only its seq is kept, and what is newer is merged
/// into one update when it has drained. A batch of another epoch takes a full snapshot
/// (`resumed:false`) to everyone in place of an update.
class Hub {
 public:
  struct Counters {
    std::uint64_t batches = 0;     ///< taken in; one delivered twice counts once
    std::uint64_t frames = 0;      ///< encoded
    std::uint64_t delivered = 0;   ///< frames taken by subscribers
    std::uint64_t conflated = 0;   ///< frames left out because a subscriber was busy
    std::uint64_t merged = 0;      ///< merged updates, or snapshots, sent after that
    std::uint64_t heartbeats = 0;  ///< taken by subscribers
  };

  /// No pair is configured until set_configured() is called. `clock` says the `ts` of snapshots
  /// and heartbeats; it must outlive the hub.
  Hub(Board board, std::chrono::milliseconds heartbeat, const rates::Clock& clock);
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  ~Hub();

  /// Says which pairs `*` stands for and in which order; call it once before the first subscriber
  /// and again after a reload. Those that are `restricted` (sorted) are only for who is entitled to
  /// them. Subscribers of `*` are due a full snapshot when either list is another one. Who named a
  /// pair keeps it.
  void set_configured(std::span<const rates::CurrencyPair> pairs,
                      std::span<const rates::CurrencyPair> restricted = {});

  /// Forgets the rates of pairs that are published no more. Who named one of them is due a full
  /// snapshot, which does not have it. They are not configured; not called from within deliver().
  void drop(std::span<const rates::CurrencyPair> pairs);

  /// How long a subscription may be silent from now on.
  void set_heartbeat(std::chrono::milliseconds heartbeat) noexcept { heartbeat_ = heartbeat; }

  /// Subscribes and delivers the snapshot (after `hello`, which the session sends itself): whole
  /// (`resumed:false`), or what changed after `since` when that is of this epoch, not ahead of the
  /// board, and newer than what took a pair away (`resumed:true`, possibly no rate). Pairs without
  /// a rate are left out; they come in an update once they have one. The subscriber must outlive
  /// the subscription.
  Subscription subscribe(Subscriber& subscriber, Options options,
                         const std::optional<rates::Position>& since);

  /// Changes what a subscriber gets. The snapshot delivered then holds only pairs it did not have
  /// (those newer than `since` when given) and says `resumed:true`: what the client had still
  /// stands. It is whole and says `resumed:false` when there was no pair before, when `since` is of
  /// another epoch, or when the transport, the numbers or the basis change. Only leaving pairs out
  /// sends nothing. The subscription is not empty.
  void resubscribe(Subscription& subscription, Options options,
                   const std::optional<rates::Position>& since);

  /// Takes a batch in. One that is not newer than the board is ignored.
  void take_in(const rates::Batch& batch);

  /// Takes what is due to the next subscribers, looking at no more than `most` of them (fewer where
  /// many frames have to be encoded), and no further than to the end of a round. Each round begins
  /// with another group and subscriber. Whether there is more to deliver.
  bool deliver(std::size_t most);
  /// Whether the next delivery begins a round: what was taken in until then goes out merged.
  bool between_rounds() const noexcept {
    return cursor_.group == nullptr && round_.begun == round_.groups.size();
  }

  /// The rates that `options` select, in the order of a message; pairs without a rate are left out.
  /// The entries live until the next take_in().
  std::vector<const Board::Entry*> rates(const Options& options) const;

  const Board& board() const noexcept { return board_; }
  const Counters& counters() const noexcept { return counters_; }
  /// How many rounds began. What is taken in now has gone out when the next one has ended, or when
  /// deliver() says that there is no more.
  std::uint64_t rounds() const noexcept { return rounds_; }
  std::size_t subscribers() const noexcept { return subscribers_; }
  std::size_t groups() const noexcept { return groups_.size(); }

 private:
  friend class Subscription;
  class Walk;
  using TopicSpan = std::span<Topic* const>;

  void leave(Subscription& subscription);
  void catch_up(const Subscription& subscription);
  void beat(const Subscription& subscription, std::chrono::steady_clock::time_point now);

  Group& group(const Options& options);
  void vacate(Group& group, std::size_t slot);
  void retire(Group& group);
  bool resumes(const rates::Position& since) const noexcept;

  std::vector<Topic*> all_for(const Entitlement& entitlement) const;
  void concern(Group& group);
  void owe_snapshot(Group& group);
  void withdraw(Group& group) noexcept;
  void forget_frames() noexcept;
  bool begin_round();
  void arrange_round();
  bool begin_group();
  void deliver_next();
  std::size_t rotated(std::size_t count, std::uint64_t stride) const noexcept;

  FramePtr greeting(const Group& group, const std::optional<rates::Position>& since);
  const FramePtr& update_after(const Group& group, std::uint64_t prev);
  FramePtr snapshot_of(const Group& group, bool resumed, TopicSpan topics);
  FramePtr whole_snapshot_of(const Group& group);
  bool send(Group& group, std::size_t at, const FramePtr& frame, Owed if_busy);
  /// The group's topics that are `wanted`; valid until the next call.
  template <class Wanted>
  TopicSpan collect(const Group& group, Wanted wanted) {
    collected_.clear();
    for (Topic* topic : group.topics) {
      if (wanted(std::as_const(*topic))) collected_.push_back(topic);
    }
    return collected_;
  }

  Board board_;
  std::chrono::milliseconds heartbeat_;
  const rates::Clock& clock_;
  Counters counters_;
  rates::Timestamp published_at_;  // of the newest batch
  // The board's seq when a pair last left the list or the board; none in this epoch.
  std::optional<std::uint64_t> left_at_;
  Topics topics_;
  std::vector<Topic*> configured_;
  std::map<Options, std::unique_ptr<Group>> groups_;
  std::uint64_t groups_ever_ = 0;
  std::vector<Group*> all_pairs_groups_;
  std::size_t subscribers_ = 0;
  int walks_ = 0;                // slots are being walked: places keep their numbers
  std::vector<Group*> unswept_;  // places were emptied meanwhile

  // Groups to which something is due; null: gone meanwhile.
  struct Round {
    std::vector<Group*> groups;
    std::size_t first = 0;  // where it began
    std::size_t begun = 0;  // how many groups had their turn
  };
  /// Where in a group the delivery stands.
  struct Cursor {
    Group* group = nullptr;
    std::size_t first = 0;
    std::size_t passed = 0;
    std::size_t count = 0;  // who came later has the news
  };
  /// The first snapshot of a newcomer. Those who come within one millisecond share it: after a
  /// restart everybody comes at once.
  struct Greeting {
    const Group* group = nullptr;
    std::optional<std::uint64_t> after;  // the seq where it resumes
    rates::Timestamp at{};
    FramePtr frame;
  };
  Greeting greeting_;
  Round round_;
  std::vector<Group*> next_round_;
  std::uint64_t rounds_ = 0;
  Cursor cursor_;
  // Reused, so that a delivery allocates only its frames.
  std::vector<Topic*> collected_;
  GroupFrames frames_;
  std::vector<std::pair<std::uint64_t, FramePtr>> updates_;  // of the cursor's group, by prev
  FramePtr snapshot_;                                        // of the cursor's group
  std::map<std::pair<Transport, std::uint64_t>, FramePtr> heartbeats_;  // of one moment, by prev
  std::chrono::steady_clock::time_point beaten_at_{};
};

}  // namespace tickerd::stream
