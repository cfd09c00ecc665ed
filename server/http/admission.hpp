#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "http/counter.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/token_bucket.hpp"

namespace tickerd::http {

/// Why there is no place for somebody.
enum class Refusal {
  full,     ///< Limits::connections are open
  address,  ///< Limits::connections_per_ip are open from there
  pace,     ///< more than Limits::accept_rate came
};

/// What is told to whom there is no place for: when to come back too.
Response refusal_answer(Refusal refusal);

class Admission;

/// A connection's part in the number of those of its address; counts one down at its end.
class AddressPlace {
 public:
  AddressPlace() = default;  ///< of nobody: nothing is counted
  AddressPlace(AddressPlace&& other) noexcept
      : admission_(std::exchange(other.admission_, nullptr)), entry_(other.entry_) {}
  AddressPlace& operator=(AddressPlace&& other) noexcept;
  /// Whether somebody is counted.
  explicit operator bool() const noexcept { return admission_ != nullptr; }
  ~AddressPlace() { give_back(); }

 private:
  friend class Admission;
  using Entry = std::map<std::uint64_t, std::size_t>::iterator;

  AddressPlace(Admission& admission, Entry entry) : admission_(&admission), entry_(entry) {}
  void give_back() noexcept;

  Admission* admission_ = nullptr;
  Entry entry_;
};

/// Who may connect: what is open over all listeners that share it, in total and by address, and how
/// fast more come. From any thread; locks only where the configuration limits either.
class Admission {
 public:
  Admission() = default;
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// Open connections in all.
  Counter& open() noexcept { return open_; }

  /// A place for `client`, who came at `now`. An IPv6 client is its network of 64 bits: one
  /// customer has at least that many addresses. A trusted proxy is many clients, and its address
  /// not counted: place_of() is for who is behind it.
  std::expected<AddressPlace, Refusal> enter(const boost::asio::ip::address& client,
                                             const Limits& limits,
                                             std::chrono::steady_clock::time_point now);
  /// A place among those of its address for a client that a proxy speaks for. Fails with
  /// Refusal::address.
  std::expected<AddressPlace, Refusal> place_of(const boost::asio::ip::address& client,
                                                const Limits& limits);

 private:
  friend class AddressPlace;
  std::expected<AddressPlace, Refusal> take_place(const boost::asio::ip::address& client,
                                                  std::size_t most);
  bool keeps_pace(int rate, std::chrono::steady_clock::time_point now);
  void give_back(AddressPlace::Entry entry) noexcept;

  Counter open_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::size_t> by_address_;  // only those with a connection
  std::optional<TokenBucket> pace_;
  int pace_rate_ = 0;  // that `pace_` was made for
};

/// A connection's part in the numbers of open ones.
struct Seat {
  Counted here;        ///< of this edge
  Counted everywhere;  ///< of all that share an Admission
  AddressPlace by_address;
};

}  // namespace tickerd::http
