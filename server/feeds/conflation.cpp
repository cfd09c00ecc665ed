#include "feeds/conflation.hpp"

#include <utility>

#include "net/sha256.hpp"

namespace tickerd::feeds {
namespace {

/// Frames up to this are kept as long as a tick of theirs waits; of longer ones, of which a hostile
/// source could make every pair keep another, the origins are found at once.
constexpr std::size_t longest_kept = 16 * 1024;

std::shared_ptr<const rates::Document> document_of(const Preset& preset, std::string_view text) {
  return std::make_shared<const rates::Document>(rates::Document{.url = preset.url,
                                                                 .sha256 = net::sha256_hex(text),
                                                                 .bytes = text.size(),
                                                                 .content_type = {}});
}

}  // namespace

/// A frame that ticks came in.
struct Conflation::Source {
  std::string text;
  std::shared_ptr<const rates::Document> document;  ///< null until it is asked for
};

Conflation::Conflation(const Preset& preset, std::vector<rates::CurrencyPair> pairs)
    : preset_(preset), pairs_(std::move(pairs)), again_(preset, pairs_), slots_(pairs_.size()) {}

void Conflation::take(const FrameDecoder& decoder, const Frame& frame, std::string_view text,
                      rates::Timestamp now) {
  if (frame.ticks.empty()) return;
  const auto source = std::make_shared<Source>();
  const bool is_kept = text.size() <= longest_kept;
  if (is_kept) {
    source->text = text;
  } else {
    source->document = document_of(preset_, text);
  }
  for (const auto& tick : frame.ticks) {
    auto& slot = slots_[tick.pair];
    if (slot && tick.as_of.valid_until() < slot->tick.as_of.valid_until()) continue;
    if (!slot) ++waiting_;
    slot = Slot{tick, now, source, nullptr};
  }
  if (is_kept) return;
  // Only of the ticks that stand: a long frame may say a pair thousands of times, and finding a
  // place in it takes long.
  for (auto& slot : slots_) {
    if (!slot || slot->source != source) continue;
    auto origin = decoder.origin_of(slot->tick);
    origin.document = source->document;
    slot->origin = std::make_shared<const rates::Origin>(std::move(origin));
  }
}

rates::OriginPtr Conflation::origin_of(Slot& slot) {
  if (slot.origin) return slot.origin;
  auto& source = *slot.source;
  if (!source.document) source.document = document_of(preset_, source.text);
  // It was read before, so it can be read again, and its values have the same numbers.
  if (!again_.decode(source.text, slot.fetched_at)) return nullptr;
  auto origin = again_.origin_of(slot.tick);
  origin.document = source.document;
  return std::make_shared<const rates::Origin>(std::move(origin));
}

std::vector<rates::Quote> Conflation::hand_over() {
  std::vector<rates::Quote> quotes;
  quotes.reserve(waiting_);
  for (std::size_t at = 0; at < slots_.size() && waiting_ > 0; ++at) {
    auto& slot = slots_[at];
    if (!slot) continue;
    quotes.push_back({.pair = pairs_[at],
                      .value = slot->tick.value,
                      .as_of = slot->tick.as_of,
                      .fetched_at = slot->fetched_at,
                      .origin = origin_of(*slot)});
    slot.reset();
    --waiting_;
  }
  return quotes;
}

}  // namespace tickerd::feeds
