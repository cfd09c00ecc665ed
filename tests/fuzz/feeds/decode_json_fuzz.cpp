#include "fuzz/feeds/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto rows = tickerd::fuzz::preset_with(
      R"j({"format": "json", "rows": "/*", "code": "/Ccy", "rate": "/Rate", "multiplier": "/Nominal",
           "base": "UZS", "no_news": "", "decimal_marks": ".,", "error": {"at": "/error", "message": "/message"},
           "date": {"row": "/Date", "patterns": ["%d.%m.%Y", "%Y-%m-%d%*"]}})j");
  static const auto members = tickerd::fuzz::preset_with(
      R"j({"format": "json", "rows": "/usd/*", "code": "key()", "rate": "", "base": "USD",
           "direction": "code_per_base", "behind_newest_days": 3,
           "date": {"document": "/date", "patterns": ["%Y-%m-%d", "%s"]}})j");
  tickerd::fuzz::decode_all(rows, data, size);
  tickerd::fuzz::decode_all(members, data, size);
  return 0;
}
