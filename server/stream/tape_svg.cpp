#include "stream/tape_svg.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "stream/tape.hpp"

namespace tickerd::stream {

using rates::Decimal;
using rates::Rate;

namespace {

// Pixels. A character of a monospace font is 0.6 em wide in nearly all of them; textLength makes it
// so in the others.
constexpr int height = 32;
constexpr int baseline = 21;
constexpr double letter = 9.0;  // at 15 px
constexpr double gap = 18.0;    // between two items
constexpr double spark_width = 60.0;
constexpr double spark_height = 18.0;
constexpr double spark_top = 7.0;

std::size_t letters_of(std::string_view text) {
  // UTF-8: all but the bytes that continue a character.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string text_at(double x, std::string_view kind, std::string_view text) {
  return fmt::format(R"(<text x="{:.1f}" y="{}" class="{}" textLength="{:.1f}">{}</text>)", x,
                     baseline, kind, letter * static_cast<double>(letters_of(text)), text);
}

/// How far `value` lies between `low` and `high`, 0 to 1; in the middle when they are one.
double share(const Decimal& value, const Decimal& low, const Decimal& high) {
  if (low == high) return 0.5;
  return std::stod(((value - low) / (high - low)).fixed(4));
}

std::string spark_at(double x, const std::vector<Decimal>& points) {
  const auto [low, high] = std::ranges::minmax_element(points);
  const double step = spark_width / static_cast<double>(points.size() - 1);
  std::string path;
  for (std::size_t at = 0; at < points.size(); ++at) {
    path += fmt::format("{}{:.1f},{:.1f}", at == 0 ? "" : " ", x + step * static_cast<double>(at),
                        spark_top + spark_height * (1 - share(points[at], *low, *high)));
  }
  return fmt::format(R"(<polyline class="spark" points="{}"/>)", path);
}

/// Up, down or flat, as the percentage is shown: an arrow tells it too, never colour alone.
struct Direction {
  std::string_view kind;
  std::string_view arrow;
};
Direction direction_of(std::string_view percent) {
  if (percent == "0") return {"flat", ""};
  return percent.starts_with('-') ? Direction{"down", "▼ "} : Direction{"up", "▲ "};
}

/// One item, and where the next begins.
double draw(const TapeItem& item, rates::AskedBasis asked, double x, std::string& out) {
  const auto say = [&](std::string_view kind, const std::string& text) {
    out += text_at(x, kind, text);
    x += letter * static_cast<double>(letters_of(text) + 1);
  };
  const Rate& rate = *item.rate;
  say("pair", rate.pair.text());
  say("rate", rates::rate_text(rate));
  if (const auto* const basis = rates::shown_basis(rate, asked)) {
    const auto percent = rates::change_percent_text(rate, *basis);
    const auto [kind, arrow] = direction_of(percent);
    say(kind, fmt::format("{}{}%", arrow, percent));
  }
  if (rate.status != rates::Status::live) say("status", std::string(to_string(rate.status)));
  if (item.spark.size() > 1) {
    out += spark_at(x, item.spark);
    x += spark_width + letter;
  }
  return x - letter + gap;
}

constexpr std::string_view style =
    "text{font:15px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#57606a}"
    ".pair{font-weight:600}.rate{fill:#24292f}.up{fill:#1a7f37}.down{fill:#cf222e}"
    ".spark{fill:none;stroke:#57606a;stroke-width:1.5}"
    "@media(prefers-color-scheme:dark){text{fill:#9198a1}.rate{fill:#f0f6fc}.up{fill:#3fb950}"
    ".down{fill:#f85149}.spark{stroke:#9198a1}}";

}  // namespace

std::string tape_svg(std::span<const TapeItem> items, rates::AskedBasis basis) {
  std::vector<const Rate*> rates;
  std::string drawn;
  double x = gap / 2;
  for (const auto& item : items) {
    rates.push_back(item.rate);
    x = draw(item, basis, x, drawn);
  }
  const double width = std::max(1.0, x - gap / 2);
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="{1}" viewBox="0 0 {0:.0f} {1}" )"
      R"(role="img" aria-labelledby="t"><title id="t">{2}</title><style>{3}</style>{4}</svg>)"
      "\n",
      width, height, tape_text(rates, basis), style, drawn);
}

}  // namespace tickerd::stream
