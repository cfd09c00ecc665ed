#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace tickerd::http {

/// A number that its edge's thread changes and any thread may read.
class Counter {
 public:
  void add(std::uint64_t by = 1) noexcept { value_.fetch_add(by, std::memory_order_relaxed); }
  void subtract(std::uint64_t by = 1) noexcept { value_.fetch_sub(by, std::memory_order_relaxed); }
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts one up while it lives.
class Counted {
 public:
  explicit Counted(Counter& counter) noexcept : counter_(&counter) { counter.add(); }
  Counted(Counted&& other) noexcept : counter_(std::exchange(other.counter_, nullptr)) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (counter_ != nullptr) counter_->subtract();
  }

 private:
  Counter* counter_;  // null: another one counts on
};

}  // namespace tickerd::http
