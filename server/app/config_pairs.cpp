#include "app/config_pairs.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_fields.hpp"
#include "app/config_values.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

std::optional<rates::CurrencyPair> read_pair(const std::string& text, const std::string& pointer,
                                             ConfigProblems& problems) {
  auto pair = rates::CurrencyPair::parse(text);
  if (pair) return *pair;
  problems.at_value(pointer, pair.error().detail);
  return std::nullopt;
}

void read_precision(const ConfigFields& pair, rates::PairRule& rule, ConfigProblems& problems) {
  const auto* const raw = pair.raw("precision");
  if (raw == nullptr) return;
  const auto here = pair.pointer("precision");
  constexpr std::string_view wanted =
      R"(expected {"significant": 5} or {"decimals": 5}, with one of the two keys)";
  if (!raw->is_object()) {
    problems.at_value(here, fmt::format("{}, got {}", wanted, shown(*raw)));
    return;
  }
  const ConfigFields fields(*raw, "pairs[].precision", here, problems);
  if (fields.has("significant") == fields.has("decimals")) {
    problems.at_value(here, fmt::format("{}, got {}", wanted, shown(*raw)));
    return;
  }
  if (const auto* const digits = fields.integer("significant")) {
    rule.precision = {rates::Precision::Kind::significant, static_cast<int>(*digits)};
  } else if (const auto* const places = fields.integer("decimals")) {
    rule.precision = {rates::Precision::Kind::decimals, static_cast<int>(*places)};
  }
}

void read_feed_names(const ConfigFields& pair, const PairSurroundings& around,
                     rates::PairRule& rule, ConfigProblems& problems) {
  const auto& known = around.feed_names;
  const auto* const names = pair.texts("feeds");
  if (names == nullptr) return;
  for (std::size_t at = 0; at < names->size(); ++at) {
    const auto& name = (*names)[at];
    if (!known.contains(name)) {
      std::string all;
      for (const auto& feed : known) all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", feed);
      problems.at_value(pair.pointer(fmt::format("feeds/{}", at)),
                        fmt::format("no feed is called {}, the feeds are {}", shown(name), all));
    }
  }
  const auto is_off = [&](const std::string& name) {
    return std::ranges::find(around.off_feeds, name, &Config::OffFeed::name) !=
           around.off_feeds.end();
  };
  std::ranges::remove_copy_if(*names, std::back_inserter(rule.feeds), is_off);
  // An empty list in the rule stands for all feeds, which is not what was asked for.
  if (rule.feeds.empty() && !names->empty()) {
    problems.at_value(pair.pointer("feeds"), "none of these feeds is enabled");
  }
}

std::optional<rates::PairRule> read_object(const json& object, const std::string& pointer,
                                           const PairSurroundings& around, ReadPairs& read,
                                           ConfigProblems& problems) {
  const ConfigFields fields(object, "pairs[]", pointer, problems);
  if (!fields.has("pair")) {
    problems.at_value(pointer, R"(expected a key "pair", such as "pair": "KGS/USD")");
  }
  const auto* const text = fields.text("pair");
  const auto pair =
      text != nullptr ? read_pair(*text, fields.pointer("pair"), problems) : std::nullopt;
  // Without a pair, the rest is read for its problems alone.
  rates::PairRule rule{.pair = pair.value_or(*rates::CurrencyPair::parse("XXX/XTS")),
                       .precision = {},
                       .max_jump_percent = around.max_jump_percent,
                       .feeds = {}};
  read_precision(fields, rule, problems);
  if (const auto* const basis = fields.text("basis")) {
    rule.basis = rates::parse_basis_kind(*basis).value();  // one of the option's choices
  }
  if (const auto* const age = fields.duration("max_age")) rule.max_age = *age;
  if (const auto* const jump = fields.decimal("max_jump_percent")) rule.max_jump_percent = *jump;
  read_feed_names(fields, around, rule, problems);
  if (!pair) return std::nullopt;
  const auto* const is_private = fields.boolean("private");
  if (is_private != nullptr && *is_private) read.private_pairs.push_back(*pair);
  return rule;
}

}  // namespace

ReadPairs read_pairs(const json& list, const PairSurroundings& around, ConfigProblems& problems) {
  ReadPairs read;
  std::set<rates::CurrencyPair> seen;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto pointer = fmt::format("/pairs/{}", at);
    const auto& entry = list[at];
    std::optional<rates::PairRule> rule;
    if (entry.is_string()) {
      if (const auto pair = read_pair(entry.get<std::string>(), pointer, problems)) {
        rule = rates::PairRule{.pair = *pair,
                               .precision = {},
                               .max_jump_percent = around.max_jump_percent,
                               .feeds = {}};
      }
    } else if (entry.is_object()) {
      rule = read_object(entry, pointer, around, read, problems);
    } else {
      problems.at_value(
          pointer,
          fmt::format(R"(expected a pair like "KGS/USD" or an object, got {})", shown(entry)));
    }
    if (!rule) continue;
    if (!seen.insert(rule->pair).second) {
      problems.at_value(pointer, fmt::format("{} is listed twice", rule->pair.text()));
    }
    read.rules.push_back(*std::move(rule));
  }
  std::ranges::sort(read.private_pairs);
  return read;
}

}  // namespace tickerd::app
