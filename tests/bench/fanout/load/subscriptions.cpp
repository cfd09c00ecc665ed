#include "bench/fanout/load/subscriptions.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/ranges.h>

#include "bench/fanout/common/sample.hpp"

namespace tickerd::bench {
namespace {

std::vector<std::string> read_pairs(const std::string& pairs_of) {
  std::vector<std::string> pairs;
  std::size_t count = 0;
  const auto* const stop = pairs_of.data() + pairs_of.size();
  if (std::from_chars(pairs_of.data(), stop, count).ptr == stop) {
    for (std::size_t place = 0; place < count; ++place) pairs.push_back(pair_name(place));
    return pairs;
  }
  std::ifstream file(pairs_of);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) pairs.push_back(line);
  }
  return pairs;
}

}  // namespace

Subscriptions::Subscriptions(const Options& options)
    : path_(options.path), pick_(options.pick), same_(options.same_pick) {
  if (pick_ == 0) return;
  pairs_ = read_pairs(options.pairs_of);
  if (pairs_.size() < pick_) throw std::runtime_error("--pairs-of: fewer than --pick");
}

std::string Subscriptions::next_target() {
  if (pick_ == 0) return path_;
  std::vector<std::string> picked;
  if (same_) {
    picked.assign(pairs_.begin(), pairs_.begin() + static_cast<std::ptrdiff_t>(pick_));
  } else {
    std::ranges::sample(pairs_, std::back_inserter(picked), static_cast<std::ptrdiff_t>(pick_),
                        random_);
  }
  return fmt::format("{}{}pairs={}", path_, path_.contains('?') ? '&' : '?',
                     fmt::join(picked, ","));
}

}  // namespace tickerd::bench
