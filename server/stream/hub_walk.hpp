#pragma once

#include <utility>

#include "stream/hub.hpp"

namespace tickerd::stream {

/// While one lives, places in groups keep their numbers and groups stay. In the group that is being
/// delivered to they do so until all of it had its turn.
class Hub::Walk {
 public:
  explicit Walk(Hub& hub) : hub_(hub) { ++hub_.walks_; }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() {
    if (--hub_.walks_ > 0) return;
    for (Group* group : std::exchange(hub_.unswept_, {})) {
      if (group == hub_.cursor_.group) {
        hub_.unswept_.push_back(group);
        continue;
      }
      group->sweep();
      if (group->empty()) hub_.retire(*group);
    }
  }

 private:
  Hub& hub_;
};

}  // namespace tickerd::stream
