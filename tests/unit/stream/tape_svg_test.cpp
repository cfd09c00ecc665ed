#include "stream/tape_svg.hpp"

#include <utility>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tickerd::stream {
namespace {

using rates::Decimal;
using testing::HasSubstr;
using testing::Not;

rates::Rate rate(std::string_view value, std::string_view before,
                 rates::Status status = rates::Status::live) {
  const rates::AsOf day(rates::parse_date("2026-05-19").value());
  return {.pair = rates::CurrencyPair::parse("KGS/USD").value(),
          .value = Decimal::parse(value).value(),
          .precision = {},
          .basis = rates::Basis{.kind = rates::BasisKind::previous_close,
                                .value = Decimal::parse(before).value(),
                                .as_of = day},
          .as_of = day,
          .fetched_at = {},
          .source = "nbkr",
          .status = status};
}

TEST(TapeSvg, SaysTheTapeInItsTitleAndShowsDirectionWithAnArrow) {
  const auto up = rate("0.0115", "0.0114");
  const auto down = rate("0.0113", "0.0114");
  const auto flat = rate("0.0114", "0.01140001");  // to what is shown
  const TapeItem items[] = {{.rate = &up}, {.rate = &down}, {.rate = &flat}};
  const auto svg = tape_svg(items);
  EXPECT_THAT(svg, HasSubstr("<title id=\"t\">KGS/USD = 0.011500 0.88% • KGS/USD = 0.011300"));
  EXPECT_THAT(svg, HasSubstr(">▲ 0.88%</text>"));
  EXPECT_THAT(svg, HasSubstr(">▼ -0.88%</text>"));
  EXPECT_THAT(svg, HasSubstr("class=\"flat\" textLength=\"18.0\">0%</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("polyline")));
}

TEST(TapeSvg, PutsWhatItSaysSideBySide) {
  const auto now = rate("0.0115", "0.0114");
  const auto stale = rate("0.0115", "0.0114", rates::Status::stale);
  const TapeItem items[] = {{.rate = &now, .spark = {Decimal(1), Decimal(3)}},
                            {.rate = &stale, .spark = {Decimal(1)}}};
  const auto svg = tape_svg(items);
  // Letters of 9 px, one between two parts; 60 px of a line, and 18 px between two items.
  const std::pair<double, std::string> parts[] = {
      {9, "KGS/USD"},    {81, "0.011500"}, {162, "▲ 0.88%"}, {312, "KGS/USD"},
      {384, "0.011500"}, {465, "▲ 0.88%"}, {537, "stale"},
  };
  for (const auto& [x, text] : parts) {
    EXPECT_THAT(svg, testing::ContainsRegex(fmt::format("<text x=\"{:.1f}\"[^>]*>{}<", x, text)));
  }
  EXPECT_THAT(svg, HasSubstr("<polyline class=\"spark\" points=\"234.0,25.0 294.0,7.0\"/>"));
}

TEST(TapeSvg, DrawsASparklineFromTheLowestToTheHighest) {
  const auto now = rate("3", "2");
  const TapeItem items[] = {{.rate = &now, .spark = {Decimal(1), Decimal(3), Decimal(2)}}};
  const auto svg = tape_svg(items);
  EXPECT_THAT(svg, testing::ContainsRegex(R"(points="[0-9.]+,25\.0 [0-9.]+,7\.0 [0-9.]+,16\.0")"));
}

TEST(TapeSvg, DrawsALevelLineInTheMiddle) {
  const auto now = rate("3", "3");
  const TapeItem items[] = {{.rate = &now, .spark = {Decimal(3), Decimal(3)}}};
  EXPECT_THAT(tape_svg(items), testing::ContainsRegex(R"(points="[0-9.]+,16\.0 [0-9.]+,16\.0")"));
}

TEST(TapeSvg, NamesAStatusThatIsNotLive) {
  const auto old = rate("3", "2", rates::Status::stale);
  const TapeItem items[] = {{.rate = &old}};
  EXPECT_THAT(tape_svg(items), HasSubstr("class=\"status\""));
  EXPECT_THAT(tape_svg(items), HasSubstr(">stale</text>"));
}

TEST(TapeSvg, OfNothingIsAPictureStill) {
  EXPECT_THAT(tape_svg({}), testing::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
}

}  // namespace
}  // namespace tickerd::stream
