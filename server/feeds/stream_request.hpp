#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/preset.hpp"
#include "rates/currency.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// How a source writes the pair: "BTC/USD", "BTC-USD", "btcusd".
std::string symbol_of(const StreamForm& form, const rates::CurrencyPair& pair);

/// Fills `{symbols}` of a stream's URL with the symbols of `pairs`, joined as the form says, and
/// `{key}` with `key`, percent-encoded. Fails with bad_argument on another brace, and on `{key}`
/// without a key.
rates::Result<std::string> fill_stream_url(std::string_view url, const StreamForm& form,
                                           std::span<const rates::CurrencyPair> pairs,
                                           std::string_view key);

/// The messages that subscribe to `pairs`, in order, `{symbols}` and `{key}` filled in.
std::vector<std::string> subscribe_messages(const StreamForm& form,
                                            std::span<const rates::CurrencyPair> pairs,
                                            std::string_view key);

}  // namespace tickerd::feeds
