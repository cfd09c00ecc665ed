#include "http/connection_table.hpp"

#include <algorithm>
#include <random>

namespace tickerd::http {

ConnectionTable::Place::Place(ConnectionTable& table, Swept& swept) : table_(table), swept_(swept) {
  table_.parts_[table_.placed_++ % turns].push_back(swept);
  ++table_.size_;
}

ConnectionTable::Place::~Place() {
  swept_.unlink();
  --table_.size_;
}

void ConnectionTable::sweep(Instant now) {
  const std::size_t part = turn_++ % turns;
  for (auto& swept : parts_[part]) swept.sweep(now);
  for (auto& swept : asked_[part]) swept.sweep(now);
}

void ConnectionTable::leave_at_once() {
  for (auto& part : parts_) {
    for (auto& swept : part) {
      if (swept.leaves_at_once()) swept.leave({});
    }
  }
  leaving_ = true;
}

std::size_t ConnectionTable::leave_next(std::size_t count) {
  using std::chrono::milliseconds;
  constexpr milliseconds longest = std::chrono::seconds(10);
  static thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<milliseconds::rep> delay(0, longest.count());
  for (std::size_t part = 0; part < turns && count > 0;) {
    if (parts_[part].empty()) {
      ++part;
      continue;
    }
    auto& swept = parts_[part].front();
    swept.unlink();
    asked_[part].push_back(swept);
    if (swept.leaves_at_once()) continue;
    swept.leave(milliseconds(delay(random)));
    --count;
  }
  std::size_t left = 0;
  for (const auto& part : parts_) left += part.size();
  return left;
}

void ConnectionTable::cut() {
  for (auto* const parts : {&parts_, &asked_}) {
    for (auto& part : *parts) {
      for (auto& swept : part) swept.cut();
    }
  }
}

}  // namespace tickerd::http
