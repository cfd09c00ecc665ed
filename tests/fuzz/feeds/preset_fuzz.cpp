#include "feeds/preset.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feeds/decode.hpp"
#include "feeds/preset_text.hpp"
#include "feeds/source_request.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tickerd;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto preset = feeds::parse_preset(text, "fuzz");
  if (!preset) {
    if (!preset.error().detail.starts_with("preset fuzz: ")) std::abort();
    return 0;
  }
  // Whatever was accepted can be used: a failure is a value.
  const auto url = feeds::source_request(*preset, preset->url, rates::Timestamp{}, "any");
  if (feeds::preset_text(*preset, rates::Timestamp{}).empty()) std::abort();
  const auto xml =
      feeds::decode(preset->mapping, "<rates><date>01.04.2026</date><item/></rates>", {}, {});
  const auto json = feeds::decode(preset->mapping, R"([{"Ccy": "USD", "Rate": "1"}])", {}, {});
  if (url && xml && json) std::abort();  // no mapping reads both
  return 0;
}
