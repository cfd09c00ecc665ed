#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stream/subscription.hpp"

namespace tickerd::stream {

class Subscriber;
struct Topic;

/// What a subscriber must get when it can take frames again.
enum class Owed : std::uint8_t { nothing, update, snapshot };

/// A subscriber's place in its group. All that a delivery touches, side by side in memory.
struct Slot {
  Subscriber* subscriber;  ///< null: left during a delivery, swept out after it
  Subscription* owner;
  std::uint64_t sent_seq = 0;  ///< of the last message it took: `prev` of its next one
  std::chrono::steady_clock::time_point quiet_since = not_quiet;
  Owed owed = Owed::nothing;

  /// Took a message since the last beat.
  static constexpr auto not_quiet = std::chrono::steady_clock::time_point::min();
};

/// The subscribers with equal options, who share every frame. Part of the hub.
struct Group {
  Group(const Options& asked, std::uint64_t number) : options(asked), ordinal(number) {}

  /// Adds a place at the end and gives it to `owner`.
  void add(const Slot& slot, Hub& hub, Subscription& owner);
  /// Empties the place: at once, or by sweep() when the slots are being walked.
  void remove(std::size_t slot, bool walked);
  /// Takes out the places that were emptied during a walk.
  void sweep();
  bool empty() const noexcept { return slots.empty(); }

  const Options& options;           ///< the key under which the hub keeps the group
  const std::uint64_t ordinal;      ///< the greater, the later it came
  std::vector<Topic*> topics;       ///< in the order of `rates` in a message
  std::vector<std::size_t> places;  ///< of this group among each topic's listeners; none for `*`
  std::vector<Slot> slots;
  std::uint64_t changed_at = 0;  ///< seq of the last batch that concerned it
  bool due = false;              ///< its turn in a round is still to come
  std::size_t due_at = 0;        ///< where in that round
  bool unswept = false;

 private:
  void close_gap(std::size_t slot);
};

}  // namespace tickerd::stream
