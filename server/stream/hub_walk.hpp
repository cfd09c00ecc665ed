#pragma once

#include <utility>

#include "stream/hub.hpp"

namespace tickerd::stream {

/// While one lives, places in groups keep their numbers and groups stay.
class Hub::Walk {
 public:
  explicit Walk(Hub& hub) : hub_(hub) { ++hub_.walks_; }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() {
    if (--hub_.walks_ > 0) return;
    for (Group* group : std::exchange(hub_.unswept_, {})) {
      group->sweep();
      if (group->empty()) hub_.retire(*group);
    }
  }

 private:
  Hub& hub_;
};

}  // namespace tickerd::stream
