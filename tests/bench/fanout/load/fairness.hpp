#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bench/fanout/load/client.hpp"

namespace tickerd::bench {

/// In which order subscribers get the same update: whether somebody is always among the last.
class Fairness {
 public:
  explicit Fairness(std::size_t subscribers) : subscribers_(subscribers) {}

  /// A client got the update `seq`; `counts`: the window is open.
  void add(Client& client, std::uint64_t seq, bool counts);

  struct Result {
    double least_mean = 0.0;  ///< of a client's mean position, 0 (first) to 1 (last)
    double greatest_mean = 0.0;
    double always_last = 0.0;  ///< share of the clients in the last hundredth nine times of ten
  };
  static Result result(std::span<const Client> clients);

 private:
  struct Round {
    std::uint64_t seq = 0;
    std::size_t reached = 0;
  };
  std::size_t subscribers_;
  std::array<Round, 1024> rounds_{};
};

}  // namespace tickerd::bench
