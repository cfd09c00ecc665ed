#pragma once

#include <string>
#include <vector>

#include "http/service.hpp"
#include "stream/board.hpp"

namespace tickerd::http::test {

inline rates::CurrencyPair pair(std::string_view text) {
  return rates::CurrencyPair::parse(text).value();
}

inline rates::Decimal decimal(std::string_view text) { return rates::Decimal::parse(text).value(); }

inline rates::Rate rate(std::string_view name, std::string_view value, std::string_view before) {
  const auto today = rates::parse_date("2026-05-19").value();
  const rates::Basis basis{.kind = rates::BasisKind::previous_close,
                           .value = decimal(before),
                           .as_of = rates::AsOf(today - std::chrono::days(1))};
  return {.pair = pair(name),
          .value = decimal(value),
          .precision = {},
          .basis = basis,
          .as_of = rates::AsOf(today),
          .fetched_at = rates::parse_timestamp("2026-05-19T05:02:11.480Z").value(),
          .source = "nbt",
          .status = rates::Status::live};
}

inline rates::PairRule rule(std::string_view name) {
  return {.pair = pair(name), .precision = {}, .feeds = {}};
}

/// The value of `rate` seven days before.
inline rates::Rate with_week(rates::Rate rate, std::string_view value) {
  rate.other_bases = {{.kind = rates::BasisKind::week,
                       .value = decimal(value),
                       .as_of = rates::AsOf(rate.as_of.date() - std::chrono::days(7))}};
  return rate;
}

/// The marks of the page of /embed, and little else.
inline constexpr std::string_view sample_embed =
    R"(<html data-theme="auto"><!--discovery--><!--script--><script src="/widget.js"></script><!--/script-->)"
    R"(<!--tape--><rate-ticker data-asked><!--rates--></rate-ticker>)"
    R"(<noscript><!--aside--></noscript><!--sandbox--><!--/tape--></html>)";

/// Three configured pairs, two of which have a rate; KZT/KGS has one without being configured.
inline Site sample_site() {
  static constexpr StaticFile files[] = {
      {.path = "index.html", .bytes = "<!doctype html><title>Builder</title>"},
      {.path = "demo.html", .bytes = "<!doctype html><title>Demo</title>"},
      {.path = "widget.js", .bytes = "export {}"},
      {.path = "tickerd.js", .bytes = "export {}"},
      {.path = "assets/demo.css", .bytes = "body { margin: 0 }"},
  };
  Site site;
  site.server = "tickerd/0.1.0";
  site.files = StaticFiles(files);
  site.embed = EmbedTemplate(sample_embed);
  site.widget = WidgetRelease("0.1.0", "", files);
  site.pairs = {rule("TJS/USD"), rule("KGS/USD"), rule("UZS/USD")};
  site.sources = {{.name = "nbt",
                   .title = "National Bank of Tajikistan",
                   .kind = "polled",
                   .attribution = "",
                   .terms_url = "https://nbt.tj/terms",
                   .republication = true}};
  return site;
}

inline stream::Board sample_board() {
  const std::vector<rates::SequencedRate> rates = {
      {.rate = with_week(rate("KGS/USD", "0.0114351", "0.0114"), "0.011"), .seq = 40},
      {.rate = rate("TJS/USD", "0.107095", "0.10701"), .seq = 42},
      {.rate = rate("KZT/KGS", "0.1714", "0.1714"), .seq = 41},
  };
  return {rates::Position{.epoch = "e1", .seq = 42}, rates};
}

}  // namespace tickerd::http::test
