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
  static const auto pairs = tickerd::fuzz::preset_with(
      R"j({"format": "json", "rows": "/quotes/*", "pair": "/pair", "buy": "/rate", "sell": "/sell",
           "multiplier": {"at": "/multiplier", "default": "1"}, "no_value": ["", "-"],
           "where": [{"at": "/kind", "is": ["t", "u"]}],
           "date": {"row": "/as_of", "patterns": ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%f%z", "%Q"]}})j");
  static const auto one = tickerd::fuzz::preset_with(
      R"j({"format": "json", "rows": "", "code": "=EUR", "rate": "/rate", "base": "USD", "base_at": "/base",
           "date": {"document": "/timestamp", "patterns": ["%s", "%d %b %y%*"]}})j");
  tickerd::fuzz::decode_all(rows, data, size);
  tickerd::fuzz::decode_all(members, data, size);
  tickerd::fuzz::decode_all(pairs, data, size);
  tickerd::fuzz::decode_all(one, data, size);
  return 0;
}
