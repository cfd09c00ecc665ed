#include "stream/board.hpp"

#include <utility>

namespace tickerd::stream {

Board::Board(rates::Position position, std::span<const rates::SequencedRate> rates)
    : position_(std::move(position)) {
  for (const auto& [rate, seq] : rates) {
    entries_[rate.pair] = Entry{std::make_shared<const rates::Rate>(rate), seq};
  }
}

bool Board::apply(const rates::Batch& batch) {
  if (batch.epoch != position_.epoch) {
    position_.epoch = batch.epoch;
    for (auto& [pair, entry] : entries_) entry.seq = batch.seq;
  } else if (batch.seq <= position_.seq) {
    return false;
  }
  position_.seq = batch.seq;
  for (const auto& rate : batch.rates) {
    entries_[rate.pair] = Entry{std::make_shared<const rates::Rate>(rate), batch.seq};
  }
  return true;
}

const Board::Entry* Board::find(const rates::CurrencyPair& pair) const {
  const auto found = entries_.find(pair);
  return found == entries_.end() ? nullptr : &found->second;
}

}  // namespace tickerd::stream
