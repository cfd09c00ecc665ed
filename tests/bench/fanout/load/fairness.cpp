#include "bench/fanout/load/fairness.hpp"

#include <algorithm>

namespace tickerd::bench {

void Fairness::add(Client& client, std::uint64_t seq, bool counts) {
  auto& round = rounds_[seq % rounds_.size()];
  if (round.seq != seq) round = {.seq = seq};
  const auto place = round.reached++;
  if (!counts) return;
  ++client.messages;
  client.positions +=
      static_cast<double>(place) / static_cast<double>(std::max<std::size_t>(subscribers_ - 1, 1));
  if (place * 100 >= subscribers_ * 99) ++client.among_last;
}

Fairness::Result Fairness::result(std::span<const Client> clients) {
  constexpr std::uint32_t enough = 3;  // once or twice is chance
  Result result{.least_mean = 1.0};
  std::size_t judged = 0;
  std::size_t last = 0;
  for (const auto& client : clients) {
    if (client.messages < enough) continue;
    ++judged;
    const double mean = client.positions / client.messages;
    result.least_mean = std::min(result.least_mean, mean);
    result.greatest_mean = std::max(result.greatest_mean, mean);
    if (client.among_last * 10 >= client.messages * 9) ++last;
  }
  if (judged == 0) return {};
  result.always_last = static_cast<double>(last) / static_cast<double>(judged);
  return result;
}

}  // namespace tickerd::bench
