#include "http/connection_table.hpp"

#include <random>

namespace tickerd::http {

ConnectionTable::Place::Place(ConnectionTable& table, Swept& swept)
    : table_(table), at_(table.swept_.insert(table.swept_.end(), &swept)) {
  if (table_.next_ == table_.swept_.end()) table_.next_ = at_;
}

ConnectionTable::Place::~Place() {
  if (table_.next_ == at_) ++table_.next_;
  table_.swept_.erase(at_);
}

void ConnectionTable::sweep(Instant now) {
  for (auto* const swept : swept_) swept->sweep(now);
}

void ConnectionTable::leave_at_once() {
  for (auto* const swept : swept_) {
    if (swept->leaves_at_once()) swept->leave({});
  }
  leaving_ = true;
}

std::size_t ConnectionTable::leave_next(std::size_t count) {
  using std::chrono::milliseconds;
  constexpr milliseconds longest = std::chrono::seconds(10);
  static thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<milliseconds::rep> delay(0, longest.count());
  while (next_ != swept_.end() && count > 0) {
    auto* const swept = *next_++;
    if (swept->leaves_at_once()) continue;
    swept->leave(milliseconds(delay(random)));
    --count;
  }
  return static_cast<std::size_t>(std::distance(next_, swept_.end()));
}

}  // namespace tickerd::http
