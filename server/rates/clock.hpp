#pragma once

#include "rates/time.hpp"

namespace tickerd::rates {

/// Where the time comes from. Rules take a Clock&, so that a test decides what time it is.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  void advance(std::chrono::milliseconds step) { now_ += step; }

 private:
  Timestamp now_;
};

}  // namespace tickerd::rates
