#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "feeds/decode.hpp"

namespace tickerd::feeds {

/// What could not be read on one connection: the first problem of each place, and no more places
/// than a person reads. Their names come from the source, which may make up any number of them.
class StreamProblems {
 public:
  static constexpr std::size_t most_places = 20;

  /// Whether it was kept.
  bool add(RowProblem problem) {
    const bool is_known =
        std::ranges::find(list_, problem.where, &RowProblem::where) != list_.end();
    if (is_known || list_.size() == most_places) return false;
    list_.push_back(std::move(problem));
    return true;
  }
  const std::vector<RowProblem>& list() const noexcept { return list_; }

 private:
  std::vector<RowProblem> list_;
};

}  // namespace tickerd::feeds
