#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feeds/conflation.hpp"
#include "feeds/frame_decoder.hpp"
#include "feeds/json_tree.hpp"
#include "feeds/presets.hpp"

namespace {

using namespace tickerd;
using feeds::FrameJson;
using feeds::JsonValue;

constexpr rates::Timestamp now = rates::Date(std::chrono::year(2027) / 1 / 1);

void require(bool holds) {
  if (!holds) std::abort();
}

void require_same(const FrameJson& json, std::uint32_t number, const JsonValue& tree) {
  const auto& value = json.value(number);
  require(value.kind == tree.kind && value.text == tree.text);
  auto child = json.first_child(number);
  for (const auto& [name, member] : tree.members) {
    require(child < value.end && json.value(child).name == name);
    require_same(json, child, member);
    child = json.value(child).end;
  }
  require(child == value.end);
}

/// Both readers of JSON take the same texts for good and find the same in them.
void compare(std::string_view text) {
  FrameJson json;
  const auto read = json.read(text);
  const auto tree = feeds::parse_json(text);
  if (read && tree) return require_same(json, 0, *tree);
  if (!read && !tree) return;
  const auto& error = read ? tree.error() : read.error();
  // The one has a lower limit, the other gives up on a number that no long double holds.
  const bool is_limit = error.code == rates::Errc::too_large;
  require(is_limit || (read && error.detail.contains("number overflow")));
}

void take(const feeds::Preset& preset, std::string_view text) {
  const std::vector pairs = {*rates::CurrencyPair::parse("BTC/USD"),
                             *rates::CurrencyPair::parse("BTC/USDT"),
                             *rates::CurrencyPair::parse("ALGO/USD")};
  feeds::FrameDecoder decoder(preset, pairs);
  feeds::Conflation conflation(preset, pairs);
  const auto frame = decoder.decode(text, now);
  if (!frame) return require(!frame.error().detail.empty());
  for (const auto& tick : (*frame)->ticks) {
    require(tick.pair < pairs.size() && tick.value.is_positive());
    require(tick.as_of.valid_until() <= now + std::chrono::minutes(5));
  }
  for (const auto& [where, what] : (*frame)->problems) require(!where.empty() && !what.empty());
  conflation.take(decoder, **frame, text, now);
  const auto quotes = conflation.hand_over();
  require(quotes.size() <= (*frame)->ticks.size());
  require(quotes.empty() == (*frame)->ticks.empty());
  for (const auto& quote : quotes) require(quote.origin && quote.origin->document);
  // Where one quote is read, a table of the same bytes says the same.
  if ((*frame)->ticks.size() != 1 || !(*frame)->problems.empty() || (*frame)->unasked > 0) return;
  const auto table = feeds::decode(preset.mapping, text, {}, now);
  if (!table || table->quotes.size() != 1) return;
  require(table->quotes[0].value == quotes[0].value && table->quotes[0].as_of == quotes[0].as_of);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kraken = *feeds::find_preset("kraken");
  static const auto coinbase = *feeds::find_preset("coinbase");
  static const auto binance = *feeds::find_preset("binance");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  compare(text);
  take(kraken, text);
  take(coinbase, text);
  take(binance, text);
  return 0;
}
