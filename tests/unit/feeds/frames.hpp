#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/frame_decoder.hpp"
#include "feeds/presets.hpp"
#include "unit/feeds/payload.hpp"

namespace tickerd::test {

/// The lines of a recorded stream; the first is what was sent to it, unless the URL subscribes.
inline std::vector<std::string> recorded_frames(const std::string& path) {
  const auto text = payload(path);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

inline std::vector<rates::CurrencyPair> pairs_of(const std::vector<std::string>& texts) {
  std::vector<rates::CurrencyPair> pairs;
  for (const auto& text : texts) pairs.push_back(*rates::CurrencyPair::parse(text));
  return pairs;
}

/// A decoder with the preset and the pairs it was made for.
struct DecoderOf {
  DecoderOf(std::string_view name, const std::vector<std::string>& texts)
      : preset(*feeds::find_preset(name)), pairs(pairs_of(texts)), decoder(preset, pairs) {}
  DecoderOf(feeds::Preset made, const std::vector<std::string>& texts)
      : preset(std::move(made)), pairs(pairs_of(texts)), decoder(preset, pairs) {}
  DecoderOf(const DecoderOf&) = delete;
  DecoderOf& operator=(const DecoderOf&) = delete;

  /// "BTC/USD 84737.58 2026-10-03T20:58:31.127Z" for each tick, or what else the frame is.
  std::vector<std::string> read(std::string_view text) {
    const auto frame = decoder.decode(text, after_all());
    if (!frame) return {"failed: " + frame.error().detail};
    std::vector<std::string> said;
    for (const auto& tick : (*frame)->ticks) {
      said.push_back(pairs[tick.pair].text() + " " + tick.value.exact() + " " + tick.as_of.text());
    }
    for (const auto& [where, what] : (*frame)->problems) said.push_back(where + ": " + what);
    using Kind = feeds::Frame::Kind;
    if ((*frame)->kind == Kind::other) said.emplace_back("other");
    if ((*frame)->kind == Kind::accepted) said.push_back("accepted" + list((*frame)->pairs));
    if ((*frame)->kind == Kind::refused) {
      said.push_back("refused" + list((*frame)->pairs) + ": " + (*frame)->message);
    }
    if ((*frame)->unasked > 0) said.push_back(std::to_string((*frame)->unasked) + " unasked");
    return said;
  }

  feeds::Preset preset;
  std::vector<rates::CurrencyPair> pairs;
  feeds::FrameDecoder decoder;

 private:
  std::string list(const std::vector<std::size_t>& numbers) const {
    std::string out;
    for (const auto number : numbers) out += " " + pairs[number].text();
    return out;
  }
};

}  // namespace tickerd::test
