#include "http/ws_commands.hpp"

#include <algorithm>

namespace tickerd::http {
namespace {

/// Adds a pair that can be had. `*` and further pairs together are the configured ones by name.
void add(SubscriptionChange& change, const rates::CurrencyPair& pair, const Limits& limits) {
  auto& pairs = change.options.pairs;
  const auto at = std::ranges::lower_bound(pairs, pair);
  if (at != pairs.end() && *at == pair) {
    change.ok.push_back(pair.text());
  } else if (pairs.size() >= limits.pairs_per_subscription) {
    change.failed.push_back({pair.text(), "too_many"});
  } else {
    pairs.insert(at, pair);
    change.ok.push_back(pair.text());
  }
}

bool is_configured(const Site& site, const rates::CurrencyPair& pair) {
  return std::ranges::find(site.pairs, pair, &rates::PairRule::pair) != site.pairs.end();
}

void spell_out(stream::Options& options, const Reader& reader) {
  options.pairs = pairs_of(options, reader);
  std::ranges::sort(options.pairs);
  options.all_pairs = false;
}

}  // namespace

std::vector<rates::CurrencyPair> pairs_of(const stream::Options& options, const Reader& reader) {
  if (!options.all_pairs) return options.pairs;
  std::vector<rates::CurrencyPair> pairs;
  for (const auto* rule : reader.pairs()) pairs.push_back(rule->pair);
  return pairs;
}

SubscriptionChange plan_subscribe(const stream::wire::Subscribe& command,
                                  const stream::Options& current, const SessionContext& context,
                                  const Reader& reader) {
  SubscriptionChange change;
  change.options = current;
  for (const auto& text : command.pairs) {
    if (text == "*") {
      change.options.all_pairs = true;
      change.options.entitlement = reader.entitlement();
      change.options.pairs.clear();
      change.ok.push_back(text);
      continue;
    }
    const auto pair = rates::CurrencyPair::parse(text);
    if (!pair) {
      change.failed.push_back({text, "bad_pair"});
    } else if (!reader.may_read(*pair)) {
      change.failed.push_back({pair->text(), std::string(forbidden_pair)});
    } else if (change.options.all_pairs && is_configured(*context.site, *pair)) {
      change.ok.push_back(pair->text());
    } else {
      if (change.options.all_pairs) spell_out(change.options, reader);
      if (is_known(context, *pair)) {
        add(change, *pair, context.site->limits);
      } else if (std::ranges::find(change.to_track, *pair) == change.to_track.end()) {
        change.to_track.push_back(*pair);
      }
    }
  }
  return change;
}

void take_tracked(SubscriptionChange& change, std::span<const TrackedPair> tracked,
                  const Limits& limits) {
  for (const auto& [pair, code] : tracked) {
    if (code.empty()) {
      add(change, pair, limits);
    } else {
      change.failed.push_back({pair.text(), code});
    }
  }
}

void leave_out_forbidden(SubscriptionChange& change, const Reader& reader) {
  change.options.entitlement = reader.entitlement();
  std::erase_if(change.options.pairs, [&](const rates::CurrencyPair& pair) {
    const bool forbidden = !reader.may_read(pair);
    if (forbidden) {
      std::erase(change.ok, pair.text());
      change.failed.push_back({pair.text(), std::string(forbidden_pair)});
    }
    return forbidden;
  });
}

SubscriptionChange plan_unsubscribe(const stream::wire::Unsubscribe& command,
                                    const stream::Options& current, const Reader& reader) {
  SubscriptionChange change;
  change.options = current;
  for (const auto& text : command.pairs) {
    if (text == "*") {
      change.options.all_pairs = false;
      change.options.pairs.clear();
      change.ok.push_back(text);
      continue;
    }
    const auto pair = rates::CurrencyPair::parse(text);
    if (!pair) {
      change.failed.push_back({text, "bad_pair"});
      continue;
    }
    if (change.options.all_pairs) spell_out(change.options, reader);
    if (std::erase(change.options.pairs, *pair) > 0) {
      change.ok.push_back(pair->text());
    } else {
      change.failed.push_back({pair->text(), "not_subscribed"});
    }
  }
  return change;
}

}  // namespace tickerd::http
