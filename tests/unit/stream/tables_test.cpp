#include "stream/tables.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "unit/stream/sample.hpp"

namespace tickerd::stream {
namespace {

class Tables : public testing::Test {
 protected:
  Tables() {
    auto tjs = sample::with_basis(sample::rate("TJS/USD", "0.10710"), "0.10701", "2026-05-18");
    tjs.other_bases = {{.kind = rates::BasisKind::week,
                        .value = sample::number("0.1071"),
                        .as_of = sample::as_of("2026-05-12")}};
    auto kgs = sample::rate("KGS/USD", "0.011435");
    kgs.as_of = sample::as_of("2026-05-19T05:00:00.500Z");
    kgs.source = "a,\"b\"";
    board_.apply(sample::batch("e", 7, {tjs, kgs}));
    for (const auto& [pair, entry] : board_.entries()) entries_.push_back(&entry);
  }
  Board board_;
  std::vector<const Board::Entry*> entries_;
};

TEST_F(Tables, CsvHasAHeaderAndQuotesWhatMustBe) {
  EXPECT_EQ(rates_csv(entries_),
            "pair,rate,change,change_pct,basis,basis_rate,basis_as_of,as_of,fetched_at,source,"
            "status,seq\r\n"
            "KGS/USD,0.011435,,,,,,2026-05-19T05:00:00.500Z,2026-05-19T05:02:11.480Z,"
            "\"a,\"\"b\"\"\",live,7\r\n"
            "TJS/USD,0.10710,0.0000900,0.08,previous_close,0.10701,2026-05-18,2026-05-19,"
            "2026-05-19T05:02:11.480Z,nbt,live,7\r\n");
}

TEST_F(Tables, CsvOfNothingIsItsHeader) {
  const auto table = rates_csv({});
  EXPECT_EQ(table.find("\r\n"), table.size() - 2);
}

TEST_F(Tables, RowsAreFlatWithInstants) {
  EXPECT_EQ(
      rates_rows(entries_, Numbers::text),
      R"([{"pair":"KGS/USD","rate":"0.011435","change":null,"change_pct":null,"basis":null,)"
      R"("basis_rate":null,"basis_as_of":null,"as_of":"2026-05-19T05:00:00.500Z",)"
      R"("fetched_at":"2026-05-19T05:02:11.480Z","source":"a,\"b\"","status":"live","seq":7},)"
      R"({"pair":"TJS/USD","rate":"0.10710","change":"0.0000900","change_pct":"0.08",)"
      R"("basis":"previous_close","basis_rate":"0.10701",)"
      R"("basis_as_of":"2026-05-18T00:00:00.000Z","as_of":"2026-05-19T00:00:00.000Z",)"
      R"("fetched_at":"2026-05-19T05:02:11.480Z","source":"nbt","status":"live","seq":7}])");
}

TEST_F(Tables, RowsCarryNumbersWhenAsked) {
  const auto text = rates_rows(entries_, Numbers::json);
  EXPECT_TRUE(text.contains(R"("rate":0.10710,"change":0.0000900,"change_pct":0.08)")) << text;
  EXPECT_TRUE(text.contains(R"("basis_rate":0.10701)")) << text;
  EXPECT_TRUE(nlohmann::json::accept(text));
}

TEST_F(Tables, ShowTheBasisThatWasAskedFor) {
  const auto csv = rates_csv(entries_, rates::BasisKind::week);
  EXPECT_TRUE(csv.contains("TJS/USD,0.10710,0.0000000,0,7d,0.10710,2026-05-12,")) << csv;
  const auto rows = rates_rows(entries_, Numbers::text, rates::BasisKind::week);
  EXPECT_TRUE(rows.contains(R"("basis":"7d","basis_rate":"0.10710",)")) << rows;
  EXPECT_TRUE(rows.contains(R"("basis_as_of":"2026-05-12T00:00:00.000Z")")) << rows;
  EXPECT_FALSE(rates_rows(entries_, Numbers::text, rates::BasisKind::month).contains("0.107010"));
  EXPECT_TRUE(rates_csv(entries_, rates::BasisKind::month).contains("TJS/USD,0.10710,,,,,,2026"));
}

TEST_F(Tables, RowsOfNothingAreAnEmptyArray) { EXPECT_EQ(rates_rows({}, Numbers::text), "[]"); }

}  // namespace
}  // namespace tickerd::stream
