#include "fuzz/feeds/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto bars = tickerd::fuzz::preset_with(
      R"j({"format": "csv", "separator": "|", "skip_lines": 1, "code": "Code", "rate": "Rate", "multiplier": "3",
           "base": "CZK", "date": {"document": "1", "patterns": ["%d %b %Y%*"]}})j");
  static const auto columns = tickerd::fuzz::preset_with(
      R"j({"format": "csv", "pivot": true, "base": "EUR", "direction": "code_per_base", "no_value": ["N/A"],
           "behind_newest_days": 0, "date": {"row": "1", "patterns": ["%Y-%m-%d", "%d %b %Y"]}})j");
  static const auto named = tickerd::fuzz::preset_with(
      R"j({"format": "csv", "code": "CURRENCY", "rate": "OBS_VALUE", "multiplier": "=100", "base": "EUR",
           "no_value": ["", "NaN"], "date": {"row": "TIME_PERIOD", "patterns": ["%Y-%m-%d"]}})j");
  tickerd::fuzz::decode_all(bars, data, size);
  tickerd::fuzz::decode_all(columns, data, size);
  tickerd::fuzz::decode_all(named, data, size);
  return 0;
}
