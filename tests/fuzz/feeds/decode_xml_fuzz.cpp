#include "fuzz/feeds/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto items = tickerd::fuzz::preset_with(
      R"j({"format": "xml", "rows": "/rates/item", "code": "title", "rate": "description", "multiplier": "quant",
           "base": "KZT", "no_news": "/rates/info", "error": {"at": "/rates/error"},
           "date": {"document": "/rates/date", "patterns": ["%d.%m.%Y", "%d.%m.%y"]}})j");
  static const auto attributes = tickerd::fuzz::preset_with(
      R"j({"format": "xml", "rows": "//*[@currency or @ISOCode]", "code": "@currency | @ISOCode",
           "rate": "@rate | Value", "multiplier": {"at": "@multiplier | Nominal", "default": "1"},
           "base": "EUR", "decimal_marks": ".,",
           "date": {"row": "../@time | ../@Date", "patterns": ["%Y-%m-%d", "%d.%m.%Y"]}})j");
  static const auto sides = tickerd::fuzz::preset_with(
      R"j({"format": "xml", "rows": "/Tarih_Date/Currency", "code": "@Kod", "buy": "ForexBuying",
           "sell": "ForexSelling", "multiplier": "Unit", "no_value": [""], "base": "TRY", "base_at": "=TRY",
           "date": {"document": "/Tarih_Date/@Tarih", "patterns": ["%d.%m.%Y"]}})j");
  tickerd::fuzz::decode_all(items, data, size);
  tickerd::fuzz::decode_all(attributes, data, size);
  tickerd::fuzz::decode_all(sides, data, size);
  return 0;
}
