#include "app/history_records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::app {
namespace {

using rates::HistoryPoint;
using testing::HasSubstr;

HistoryPoint tick() {
  const auto day = rates::parse_date("2026-05-19").value();
  return {
      .pair = rates::CurrencyPair::parse("BTC/USD").value(),
      .as_of =
          rates::AsOf(rates::parse_timestamp("2026-05-18T22:15:42.250Z").value()).counted_to(day),
      .value = rates::Decimal::parse("103250.10").value(),
      .source = "kraken",
      .published_at = rates::parse_timestamp("2026-05-18T22:15:42.260Z").value(),
      .seq = 77};
}

class Format : public testing::TestWithParam<RecordFormat> {};

TEST_P(Format, IsReadBackWhole) {
  RecordReader reader(GetParam());
  auto header = record_header(GetParam());
  if (reader.has_header()) {
    header.pop_back();
    ASSERT_TRUE(reader.read_header(header));
  }
  auto line = record_of(tick(), GetParam());
  line.pop_back();
  const auto read = reader.read(line);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(*read, tick());
  EXPECT_EQ(read->as_of.date(), tick().as_of.date());
}

INSTANTIATE_TEST_SUITE_P(Both, Format, testing::Values(RecordFormat::csv, RecordFormat::ndjson),
                         [](const auto& format) {
                           return format.param == RecordFormat::csv ? "Csv" : "Ndjson";
                         });

TEST(RecordReader, NeedsNoMoreThanPairDateAndRate) {
  RecordReader reader(RecordFormat::csv);
  ASSERT_TRUE(reader.read_header("rate,note,as_of,pair"));
  const auto read = reader.read("0.0114351,hello,2026-05-19,KGS/USD");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->value.exact(), "0.0114351");
  EXPECT_EQ(read->source, "import");
  EXPECT_EQ(read->seq, 0U);
  EXPECT_EQ(rates::to_string(read->published_at), "2026-05-19T00:00:00.000Z");
}

TEST(RecordReader, NamesTheColumnThatIsMissing) {
  RecordReader reader(RecordFormat::csv);
  const auto read = reader.read_header("pair,date,rate");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().detail, R"(expected a column "as_of", got "pair,date,rate")");
}

struct BadLine {
  const char* name;
  RecordFormat format;
  const char* line;
  const char* says;
};
void PrintTo(const BadLine& bad, std::ostream* out) { *out << bad.name; }

class BadRecord : public testing::TestWithParam<BadLine> {};

TEST_P(BadRecord, IsRefusedWithTheFieldAndWhatWasExpected) {
  RecordReader reader(GetParam().format);
  if (reader.has_header()) {
    ASSERT_TRUE(reader.read_header("pair,as_of,rate,seq"));
  }
  const auto read = reader.read(GetParam().line);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr(GetParam().says));
}

constexpr auto csv = RecordFormat::csv;
constexpr auto ndjson = RecordFormat::ndjson;
const BadLine bad_lines[] = {
    {"Pair", csv, "KGS,2026-05-19,1,1", "pair: "},
    {"Date", csv, "KGS/USD,19.05.2026,1,1", "as_of: "},
    {"Rate", csv, "KGS/USD,2026-05-19,n/a,1", "rate: expected a decimal number"},
    {"Zero", csv, "KGS/USD,2026-05-19,0.00,1", "rate: expected a number above zero"},
    {"Negative", csv, "KGS/USD,2026-05-19,-1,1", "rate: expected a number above zero"},
    {"Seq", csv, "KGS/USD,2026-05-19,1,first", "seq: expected a whole number"},
    {"Source", ndjson, R"({"pair":"KGS/USD","as_of":"2026-05-19","rate":"1","source":"a\"b"})",
     "source: expected "},
    {"Cells", csv, "KGS/USD,2026-05-19,1", "expected 4 cells, got 3"},
    {"Quotes", csv, R"("KGS/USD",2026-05-19,1,1)", "without quotes"},
    {"NoObject", ndjson, "[1]", "expected a JSON object"},
    {"Double", ndjson, R"({"pair":"KGS/USD","as_of":"2026-05-19","rate":0.1})", "in quotes"},
    {"NoRate", ndjson, R"({"pair":"KGS/USD","as_of":"2026-05-19"})", "rate: "},
    {"ValueDate", ndjson,
     R"({"pair":"KGS/USD","as_of":"2026-05-19T10:00:00Z","value_date":"soon","rate":"1"})",
     "value_date: "},
    {"Published", ndjson,
     R"({"pair":"KGS/USD","as_of":"2026-05-19","published_at":"now","rate":"1"})",
     "published_at: "},
};

INSTANTIATE_TEST_SUITE_P(Table, BadRecord, testing::ValuesIn(bad_lines),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace tickerd::app
